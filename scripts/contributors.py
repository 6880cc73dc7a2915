"""Contributors by hand: `python -m scripts.contributors admit EMAIL`, where contributing takes an invitation."""

import argparse
import sys

from app.accounts import service as accounts
from app.core.db import Database
from app.core.errors import NotFound
from app.core.settings import load_settings


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("admit", help="let somebody contribute").add_argument("email")
    email = parser.parse_args().email
    database = Database(load_settings().database_url.get_secret_value())
    try:
        with database.transaction() as session:
            accounts.admit(session, email)
    except NotFound as error:
        print(f"contributors: {error.detail}", file=sys.stderr)
        return 1
    finally:
        database.close()
    print(f"{email} may contribute")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
