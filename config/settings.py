"""Settings: `onrecord.toml` (or the file `ONRECORD_CONFIG` names), overridden by `ONRECORD_…` in the environment."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from config.errors import ConfigError

MINILM = "sentence-transformers/all-MiniLM-L6-v2"
# Confidences from which an answer is given.
THRESHOLDS = {"balanced": 0.5, "careful": 0.7, "precise": 0.8}
_TOKEN = re.compile(r"\d+:[\w-]+")
Ids = Annotated[tuple[int, ...], NoDecode]
Names = Annotated[tuple[str, ...], NoDecode]


class _Group(BaseModel):
    """One table of the settings file: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TelegramSettings(_Group):
    """How the bot reaches Telegram, and who may use it.

    With `webhook_url` (the public https address) Telegram posts the updates, and the bot listens for them on
    `webhook_listen`:`webhook_port`; without it the bot fetches them. A webhook without a secret of its own gets a new
    random one at every start.
    """

    token: SecretStr | None = None
    token_file: Path | None = None
    base_url: str = "https://api.telegram.org"
    admins: Ids = ()
    allowed_chats: Ids = ()
    poll_seconds: int = Field(default=25, ge=0, le=50)
    webhook_url: str | None = Field(default=None, pattern=r"^https?://[^\s/]+(/\S*)?$")
    webhook_listen: str = "127.0.0.1"
    webhook_port: int = Field(default=8443, ge=0, le=65535, description="0 takes a free one")
    webhook_secret: SecretStr | None = None
    webhook_secret_file: Path | None = None
    default_desks: Names | None = Field(default=None, description="what unbound chats see; None is everything")
    time_zone: str = "UTC"
    questions_per_user_hour: int = Field(default=30, ge=0, description="0 is without limit")
    questions_per_user_day: int = Field(default=200, ge=0)
    questions_per_chat_hour: int = Field(default=60, ge=0)
    questions_per_chat_day: int = Field(default=500, ge=0)
    keep_days: int = Field(default=90, ge=1, le=3650)

    @field_validator("default_desks", mode="before")
    @classmethod
    def _names(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(part.strip() for part in value.split(",") if part.strip())

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("no such time zone; write one such as Europe/Lisbon") from error
        return value

    @field_validator("admins", "allowed_chats", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, int):
            return (value,)
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",") if part.strip()]
        wrong = next((part for part in parts if not part.removeprefix("-").isdecimal()), None)
        if wrong is not None:
            raise ValueError(f"“{wrong}” is no number; write a numeric id such as 123456789: the bot tells you yours")
        return tuple(int(part) for part in parts)

    @property
    def token_place(self) -> str:
        """Where the token in force stands: the setting, or its file."""
        given = self.token is not None and self.token.get_secret_value().strip()
        return "telegram.token" if given or self.token_file is None else str(self.token_file)

    def read_token(self) -> str:
        """The token, from the setting or its file. Raises ConfigError if there is none, or if it cannot be one."""
        token = self._token()
        if _TOKEN.fullmatch(token) is None:
            mend = "copy it from @BotFather once more: digits, a colon, letters and digits, no space"
            raise ConfigError("the Telegram token is malformed", where=self.token_place, mend=mend)
        return token

    def _token(self) -> str:
        mend = "set ONRECORD_TELEGRAM__TOKEN or ONRECORD_TELEGRAM__TOKEN_FILE to the token that @BotFather gave you"
        if self.token is not None and self.token.get_secret_value().strip():
            return self.token.get_secret_value().strip()
        if self.token_file is None:
            raise ConfigError("no Telegram token is set", where="telegram.token", mend=mend)
        try:
            token = self.token_file.read_text(encoding="utf-8").strip()
        except OSError as error:
            reason = f"the token file cannot be read ({error.strerror})"
            raise ConfigError(reason, where=str(self.token_file), mend=mend) from error
        if not token:
            raise ConfigError("the token file is empty", where=str(self.token_file), mend=mend)
        return token

    def read_webhook_secret(self) -> str | None:
        """The webhook's secret, from the setting or its file; None if neither is set.

        Raises ConfigError where the file cannot be read, or Telegram would not take the secret.
        """
        if self.webhook_secret is not None:
            return _webhook_secret(self.webhook_secret.get_secret_value(), "telegram.webhook_secret")
        if self.webhook_secret_file is None:
            return None
        where = str(self.webhook_secret_file)
        try:
            return _webhook_secret(self.webhook_secret_file.read_text(encoding="utf-8"), where)
        except (OSError, UnicodeDecodeError) as error:
            reason = f"the secret's file cannot be read ({type(error).__name__})"
            raise ConfigError(reason, where=where, mend="correct telegram.webhook_secret_file, or remove it") from error


def _webhook_secret(text: str, where: str) -> str:
    secret = text.strip()
    if re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret) is None:
        mend = "Telegram takes 1 to 256 letters, digits, _ and -"
        raise ConfigError("the webhook's secret is malformed", where=where, mend=mend)
    return secret


class DeskSettings(_Group):
    """A named part of the coverage. An article is on the desk if one of these fits it.

    Attributes:
        sources: patterns of sources (`*`, `?` and `[…]`, as for file names).
        outlets: names of outlets, compared without case and punctuation.
        folders: folders; every article whose file lies below one.
        columns: what the `desk` column (or field) of an article may say besides the desk's own name.
        tags: tags or keywords of articles, compared without case and punctuation.
    """

    name: str = Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f,]+$")
    sources: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    folders: tuple[Path, ...] = ()
    columns: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class EmbedderSettings(_Group):
    """The model that turns passages and questions into vectors.

    `precision`: float32 and bfloat16 run on torch, int8 on onnxruntime from our own export of the same weights.
    `sha256` is the hash that the weights must have; the default model's is known without it.
    `cache` is where the int8 export is kept; unset, the user's cache folder.
    `taught`: whether the default model is changed by what it learned about questions to news (decision 23).
    """

    model: str = MINILM
    sha256: str | None = None
    query_prompt: str = ""
    passage_prompt: str = ""
    max_tokens: int = Field(default=256, ge=16, le=8192)
    precision: Literal["float32", "bfloat16", "int8"] = "int8"
    batch: int = Field(default=32, ge=1, le=1024)
    threads: int = Field(default=2, ge=1, le=64)
    cache: Path | None = None
    taught: bool = True

    @classmethod
    def of_generation(cls, kept: str) -> Self:
        """The settings that a generation was made with, from its JSON; where it says nothing of it, untaught."""
        return cls.model_validate({"taught": False, **json.loads(kept)})


class ParserSettings(_Group):
    """The spaCy model that finds who said what."""

    model: str = "en_core_web_sm"
    sha256: str | None = None


class RetrievalSettings(_Group):
    """How passages are ranked and when an answer is given.

    `profile` sets the confidence from which an answer is given: "balanced" weighs a missed answer like a wrong one,
    "careful" (the default: what is shown may go into print) and "precise" rather say nothing. A `threshold` of one's
    own overrides it.
    `assessed` is how many of the best units the default model reads together with the question (decisions 24 and 27),
    two at most where an answer is unlikely; 0: none.
    `reranker` names a cross-encoder (a folder, or a model of the hub) that looks at the `reranked` best units again;
    `reranker_weight` is what its probability (0…1) counts, 1 being the distance from the best of them to the last.
    `reranker_sha256` is the hash that its weights must have.
    """

    dense_weight: float = Field(default=0.8, ge=0)
    lexical_weight: float = Field(default=1.1, ge=0)
    sentence_weight: float = Field(default=1.2, ge=0)
    fresh_weight: float = Field(default=1.5, ge=0, description="news of the days around the question comes first")
    speaker_weight: float = Field(default=1.0, ge=0)
    candidates: int = Field(default=60, ge=5, le=1000)
    exact_below: int = Field(default=4000, ge=0, description="scopes with fewer passages are searched exactly")
    profile: Literal["balanced", "careful", "precise"] = "careful"
    threshold: float = Field(default=THRESHOLDS["careful"], ge=0, le=1)
    excerpts: int = Field(default=5, ge=1, le=20)
    excerpt_characters: int = Field(default=350, ge=80, le=1000)
    assessed: int = Field(default=4, ge=0, le=100)
    reranker: str | None = Field(default=None, min_length=1)
    reranker_sha256: str | None = None
    reranked: int = Field(default=24, ge=2, le=200)
    reranker_weight: float = Field(default=0.5, ge=0, le=10)

    @model_validator(mode="before")
    @classmethod
    def _by_profile(cls, given: Any) -> Any:
        """The profile's threshold where none is given."""
        named = given.get("profile") if isinstance(given, dict) else None
        return {"threshold": THRESHOLDS[named], **given} if named in THRESHOLDS else given


class PageSettings(_Group):
    """The reading page: whole articles with the excerpt marked, behind signed links that end after some hours.

    `public_url` is where readers reach it; a proxy that speaks https leads from there to `listen`:`port`.
    """

    enabled: bool = False
    listen: str = "127.0.0.1"
    port: int = Field(default=8444, ge=0, le=65535, description="0 takes a free one")
    public_url: str | None = Field(default=None, pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$")
    hours: int = Field(default=24, ge=1, le=8760, description="whoever has a link can read on until then")


class LogSettings(_Group):
    """What goes to standard error."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "WARNING"


class Settings(BaseSettings):
    """All settings, read in one place, once."""

    model_config = SettingsConfigDict(
        extra="forbid", frozen=True, env_prefix="ONRECORD_", env_nested_delimiter="__", env_ignore_empty=True
    )
    toml_file: ClassVar[Path | None] = None

    data: Path = Path("data")
    config: Path | None = None
    telegram: TelegramSettings = TelegramSettings()
    embedder: EmbedderSettings = EmbedderSettings()
    parser: ParserSettings = ParserSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    page: PageSettings = PageSettings()
    log: LogSettings = LogSettings()
    # None, as in a call from a folder without the settings file, leaves the desks as they were.
    desks: tuple[DeskSettings, ...] | None = None

    @field_validator("desks")
    @classmethod
    def _each_once(cls, value: tuple[DeskSettings, ...] | None) -> tuple[DeskSettings, ...] | None:
        if value and len({desk.name for desk in value}) < len(value):
            raise ValueError("two desks have the same name; give each its own")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is the library's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is the library's
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Options of the call, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, cls.toml_file)


def settings_file() -> Path | None:
    """The settings file in force: `ONRECORD_CONFIG`, else `onrecord.toml` in the working folder, else None.

    Raises ConfigError if `ONRECORD_CONFIG` names a file that is not there.
    """
    named = os.environ.get("ONRECORD_CONFIG")
    if named:
        if not Path(named).is_file():
            raise ConfigError("the settings file is not there", where=named, mend="correct or unset ONRECORD_CONFIG")
        return Path(named)
    usual = Path("onrecord.toml")
    return usual if usual.is_file() else None


def load_settings(**overrides: Any) -> Settings:
    """Settings from the call, the environment and the file. Raises ConfigError naming the key and the mend."""
    file = settings_file()
    bound = type("BoundSettings", (Settings,), {"toml_file": file, "__module__": __name__})
    try:
        loaded = bound(**{key: value for key, value in overrides.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        where = f"{key} (in the environment or {file or 'onrecord.toml'})"
        said = first["msg"].removeprefix("Value error, ")  # pydantic's words before our own
        raise ConfigError(said, where=where, mend="correct or remove that setting") from error
    except ValueError as error:
        raise ConfigError(str(error), where=str(file), mend="mend the file's TOML syntax") from error
    assert isinstance(loaded, Settings)  # noqa: S101 - the dynamic subclass is one; tells mypy so
    return loaded
