# The warnings and errors of the v1 spelling; the v2 model of the trace; the silent changes.
import pathlib
import subprocess
import sys
import warnings
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

IMPORTS = "from typing import Optional\nfrom pydantic import BaseModel, Field, field_validator, root_validator, validator\n"


def message(source):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        try:
            exec(IMPORTS + source, {"__name__": "m"})
        except Exception as e:
            seen.append(warnings.WarningMessage(e, type(e), "", 0))
    return " | ".join(f"{w.category.__name__}: {' '.join(str(w.message).split())}" for w in seen)


for body, wanted in [
    ("x: int\n    @validator('x')\n    def c(cls, v): return v", "PydanticDeprecatedSince20: Pydantic V1 style `@validator` validators are deprecated. You should migrate to Pydantic V2 style `@field_validator` validators, see the migration guide for more details."),
    ("x: int = 1\nA().dict()", "PydanticDeprecatedSince20: The `dict` method is deprecated; use `model_dump` instead."),
    ("class Config: orm_mode = True", "UserWarning: Valid config keys have changed in V2: * 'orm_mode' has been renamed to 'from_attributes'"),
    ("x: int\n    @root_validator\n    def c(cls, v): return v", "PydanticUserError: If you use `@root_validator` with pre=False (the default) you MUST specify `skip_on_failure=True`."),
    ("x: str = Field(regex='a')", "PydanticUserError: `regex` is removed. use `pattern` instead"),
    ("x: int = 1\nA.from_orm(1)", "PydanticUserError: You must set the config attribute `from_attributes=True` to use from_orm"),
    ("pass\nfrom pydantic import BaseSettings", "PydanticImportError: `BaseSettings` has been moved to the `pydantic-settings` package."),
    ("x: Optional[int]\nA()", "Field required"),
    ("x: str\nA(x=1)", "Input should be a valid string"),
    ("x: int\n    @field_validator('x')\n    @classmethod\n    def c(cls, v): raise TypeError('boom')\nA(x=1)", "TypeError: boom"),
]:
    got = message("class A(BaseModel):\n    " + body)
    assert wanted in got, f"wanted {wanted!r}, got {got!r}"

warnings.simplefilter("error")


class Booking(BaseModel):
    model_config = ConfigDict(from_attributes=True, extra="forbid")

    code: str = Field(pattern=r"^[A-Z]{3}$")
    start: int
    end: int
    note: str | None = None

    @field_validator("code", mode="before")
    @classmethod
    def upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError("end before start")
        return self


assert Booking(code="abc", start=1, end=2).model_dump() == {"code": "ABC", "start": 1, "end": 2, "note": None}
row = type("Row", (), {"code": "abc", "start": 1, "end": 2, "note": None})()
assert Booking.model_validate(row).code == "ABC"
try:
    Booking(code="abc", start=2, end=1)
except ValidationError as e:
    assert "end before start" in str(e)
else:
    raise SystemExit("no error")

pathlib.Path("test_old.py").write_text(
    "from pydantic import BaseModel\n\n\nclass A(BaseModel):\n    x: int = 1\n\n\ndef test_a():\n    A().dict()\n"
)
strict = ["-W", "error::pydantic.warnings.PydanticDeprecatedSince20"]
pytest = ["-m", "pytest", "-q", "-p", "no:cacheprovider"]
done = subprocess.run([sys.executable, *pytest, *strict, "test_old.py"], capture_output=True, text=True)
assert done.returncode == 1 and "FAILED test_old.py::test_a - pydantic.warnings.PydanticDeprecatedSince20" in done.stdout, done.stdout
done = subprocess.run([sys.executable, *strict, *pytest, "test_old.py"], capture_output=True, text=True)
assert done.returncode == 0 and "Invalid -W option ignored" in done.stderr, "python -W was expected to be ignored"
