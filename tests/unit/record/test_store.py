"""Sessions come back from disk as they were."""

from __future__ import annotations

import json

import pytest
from hand_made import full_coding, toy_codebook, toy_coding

from reattune.errors import RecordError
from reattune.record import (
    build_session,
    read_json,
    read_parquet,
    to_dict,
    write_json,
    write_parquet,
)


@pytest.fixture
def session():
    return build_session(full_coding(), toy_codebook())


def test_json_round_trip(session, tmp_path):
    write_json(session, tmp_path / "a.session.json")
    assert read_json(tmp_path / "a.session.json") == session


def test_json_of_a_session_without_events(tmp_path):
    empty = build_session(toy_coding(tiers=("baby", "parent")), toy_codebook())
    write_json(empty, tmp_path / "a.session.json")
    assert read_json(tmp_path / "a.session.json") == empty


def test_parquet_round_trip_of_several(session, tmp_path):
    other = build_session(toy_coding(("parent", "hug", 5, 5), name="other"), toy_codebook())
    write_parquet([session, other], tmp_path / "all.parquet")
    assert read_parquet(tmp_path / "all.parquet") == [session, other]


def test_same_session_same_bytes(session, tmp_path):
    for name in ("a", "b"):
        write_json(session, tmp_path / f"{name}.json")
        write_parquet([session], tmp_path / f"{name}.parquet")
    for kind in ("json", "parquet"):
        assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()


def test_folders_of_the_machine_are_not_stored(tmp_path):
    coding = toy_coding(("baby", "smile", 0, 10))
    from hand_made import toy_source

    coding = type(coding)(**{**_fields(coding), "source": toy_source(path="/home/me/x/toy.csv")})
    session = build_session(coding, toy_codebook())
    assert "/home/me" not in json.dumps(to_dict(session))


def _fields(coding):
    return {name: getattr(coding, name) for name in coding.__dataclass_fields__}


def test_two_sessions_of_one_name_are_refused(session, tmp_path):
    with pytest.raises(RecordError, match="one name"):
        write_parquet([session, session], tmp_path / "all.parquet")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": 1}', '{"schema": 99}'])
def test_broken_json_is_one_clear_error(text, tmp_path):
    path = tmp_path / "a.session.json"
    path.write_text(text)
    with pytest.raises(RecordError, match=r"a\.session\.json"):
        read_json(path)


def test_tampered_json_is_checked_at_the_door(session, tmp_path):
    content = to_dict(session)
    content["events"][0][4] = 99_999_999
    path = tmp_path / "a.session.json"
    path.write_text(json.dumps(content))
    with pytest.raises(RecordError, match="R1"):
        read_json(path)


def test_parquet_of_somebody_else_is_refused(tmp_path):
    import polars as pl

    pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "x.parquet")
    with pytest.raises(RecordError, match="cannot be read"):
        read_parquet(tmp_path / "x.parquet")
    (tmp_path / "y.parquet").write_bytes(b"PAR1")
    with pytest.raises(RecordError, match="cannot be read"):
        read_parquet(tmp_path / "y.parquet")
