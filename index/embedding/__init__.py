"""The engines behind `index.embedder`: torch, and onnxruntime with our own int8 export of the same weights."""
