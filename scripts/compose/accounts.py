"""Accounts in the Elasticsearch of docker-compose.yml: `python -m scripts.compose.accounts`, once at every start.

Kibana's own account gets its password. CommonTrace gets an account that may do anything with its own indexes and look
at the cluster's state, and nothing else. Doing it again changes nothing; with another password in `.env` it sets that.
"""

import os
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

import httpx

NEEDED = ("ELASTICSEARCH_URL", "ELASTIC_PASSWORD", "ELASTICSEARCH_PASSWORD", "KIBANA_PASSWORD", "INDEX_PREFIX")

ACCOUNT = "commontrace"
"""Both the role and the user that has it; part of ELASTICSEARCH_URL in docker-compose.yml."""


class Call(NamedTuple):
    """One request to Elasticsearch's security API."""

    method: str
    path: str
    body: dict[str, Any]


def calls(environment: Mapping[str, str]) -> list[Call]:
    """What makes the accounts, in the order in which they build on each other."""
    role = {
        "cluster": ["monitor"],
        "indices": [{"names": [f"{environment['INDEX_PREFIX']}-*"], "privileges": ["all"]}],
    }
    user = {"password": environment["ELASTICSEARCH_PASSWORD"], "roles": [ACCOUNT]}
    return [
        Call("POST", "/_security/user/kibana_system/_password", {"password": environment["KIBANA_PASSWORD"]}),
        Call("PUT", f"/_security/role/{ACCOUNT}", role),
        Call("PUT", f"/_security/user/{ACCOUNT}", user),
    ]


def main() -> int:
    missing = [name for name in NEEDED if not os.environ.get(name)]
    if missing:
        print(f"accounts: {', '.join(missing)} must be set", file=sys.stderr)
        return 1
    administrator = ("elastic", os.environ["ELASTIC_PASSWORD"])
    try:
        with httpx.Client(base_url=os.environ["ELASTICSEARCH_URL"], auth=administrator, timeout=30) as client:
            for call in calls(os.environ):
                answer = client.request(call.method, call.path, json=call.body)
                if not answer.is_success:
                    # The answer's own words: the request holds a password, the answer doesn't.
                    print(f"accounts: {call.path}: HTTP {answer.status_code}: {answer.text}", file=sys.stderr)
                    return 1
    except httpx.HTTPError as error:
        print(f"accounts: Elasticsearch can't be reached: {error or type(error).__name__}", file=sys.stderr)
        return 1
    print(f"accounts: kibana_system and {ACCOUNT} are set up")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
