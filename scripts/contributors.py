"""Contributors by hand: `python -m scripts.contributors admit EMAIL`, or `vouch EMAIL DOMAIN ...`.

`admit` lets somebody contribute where that takes an invitation. `vouch` makes them established in some domains, such
as `python`: where nobody is yet, somebody must be first (docs/trust.md).
"""

import argparse
import sys

from app.accounts import audit, invitations
from app.accounts import service as accounts
from app.core.db import Database
from app.core.errors import NotFound
from app.core.settings import load_settings
from app.reputation import service as reputation


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("admit", help="let somebody contribute").add_argument("email")
    vouching = commands.add_parser("vouch", help="make somebody established")
    vouching.add_argument("email")
    vouching.add_argument("domain", nargs="+", help="a language, a framework, or another tag")
    options = parser.parse_args()
    database = Database(load_settings().database_url.get_secret_value())
    try:
        with database.transaction() as session:
            contributor_id = accounts.by_email(session, options.email)
            if options.command == "admit":
                entry = invitations.let_in(session, contributor_id, invitations.EARNED)
                audit.record(session, "command", audit.LET_IN, contributor_id, door=entry.door)
            else:
                reputation.vouch(session, contributor_id, [domain.lower() for domain in options.domain])
    except NotFound as error:
        print(f"contributors: {error.detail}", file=sys.stderr)
        return 1
    finally:
        database.close()
    done = "may contribute" if options.command == "admit" else f"is established in {', '.join(options.domain)}"
    print(f"{options.email} {done}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
