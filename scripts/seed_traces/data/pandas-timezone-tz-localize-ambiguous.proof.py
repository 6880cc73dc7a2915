# All messages but Excel's (no writer here); the trace's conversions.
import pandas as pd

UTC = pd.Timestamp("2026-01-01", tz="UTC")
naive = pd.Series(pd.to_datetime(["2026-10-25 02:30", "2026-03-29 02:30", "2026-06-01 12:00"]))
for call, message in [
    (lambda: pd.Timestamp("2026-01-01") < UTC, "Cannot compare tz-naive and tz-aware timestamps"),
    (lambda: naive < UTC, "Invalid comparison between dtype=datetime64[us] and Timestamp"),
    (lambda: naive - naive.dt.tz_localize("UTC"), "Cannot subtract tz-naive and tz-aware datetime-like objects."),
    (lambda: naive.dt.tz_localize("UTC").dt.tz_localize("UTC"), "Already tz-aware, use tz_convert to convert."),
    (lambda: naive.dt.tz_convert("UTC"), "Cannot convert tz-naive timestamps, use tz_localize to localize"),
    (lambda: naive[:1].dt.tz_localize("Europe/Berlin"), "Cannot infer dst time from 2026-10-25 02:30:00, try using the 'ambiguous' argument"),
    (lambda: naive[1:2].dt.tz_localize("Europe/Berlin"), "2026-03-29 02:30:00 is a nonexistent time due to daylight savings time. Try using the 'nonexistent' argument."),
    (lambda: pd.to_datetime(["2026-10-25 02:30+02:00", "2026-10-25 02:30+01:00"]), "Mixed timezones detected. Pass utc=True in to_datetime or tz='UTC' in DatetimeIndex to convert to a common timezone."),
]:
    try:
        call()
    except (TypeError, ValueError) as e:
        assert str(e) == message, e
    else:
        raise SystemExit("no error: " + message)
assert not (naive == UTC).any()

raw = pd.Series(["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"])
utc = pd.to_datetime(raw, utc=True)  # also for text with mixed offsets
recent = utc[utc >= pd.Timestamp("2026-01-01", tz="UTC")]
shown = recent.dt.tz_convert("Europe/Berlin")
assert utc.diff()[1] == pd.Timedelta("1h") and shown.dt.strftime("%H:%M%z").tolist() == ["02:30+0200", "02:30+0100"]
was_local = naive.dt.tz_localize("Europe/Berlin", ambiguous="NaT", nonexistent="shift_forward")
unclear = naive[was_local.isna() & naive.notna()]
assert unclear.tolist() == [pd.Timestamp("2026-10-25 02:30")]
assert was_local[1] == pd.Timestamp("2026-03-29 03:00+02:00")


def for_excel(df: pd.DataFrame, tz: str = "Europe/Berlin") -> pd.DataFrame:
    out = df.copy()
    for name in out.select_dtypes("datetimetz"):
        out[name] = out[name].dt.tz_convert(tz).dt.tz_localize(None)
    return out


out = for_excel(pd.DataFrame({"t": pd.to_datetime(["2026-01-01"], utc=True), "n": [1]}))
assert out["t"][0] == pd.Timestamp("2026-01-01 01:00") and out["n"][0] == 1
assert str(UTC.tz_convert("Europe/Berlin").tz_convert(None)) == "2026-01-01 00:00:00"
