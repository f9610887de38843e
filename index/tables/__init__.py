"""All SQL, one module for each kind of thing: plain functions of a connection, run in a transaction or snapshot."""
