"""Detectors of detect-secrets for credentials that our own patterns don't know.

Only the plugins' own matching is used, which is pure: neither their settings, files nor verification. Each is asked
only about lines that name its service, and what it finds must look random, since their patterns alone match words.
"""

import re
from collections.abc import Iterator

from detect_secrets.plugins.artifactory import ArtifactoryDetector
from detect_secrets.plugins.base import RegexBasedDetector
from detect_secrets.plugins.cloudant import CloudantDetector
from detect_secrets.plugins.gitlab_token import GitLabTokenDetector
from detect_secrets.plugins.ibm_cloud_iam import IbmCloudIamDetector
from detect_secrets.plugins.ibm_cos_hmac import IbmCosHmacDetector
from detect_secrets.plugins.mailchimp import MailchimpDetector
from detect_secrets.plugins.softlayer import SoftlayerDetector
from detect_secrets.plugins.square_oauth import SquareOAuthDetector

from app.safety.channels import looks_drawn
from app.safety.patterns import Hit

_DETECTORS: tuple[tuple[str, tuple[str, ...], RegexBasedDetector], ...] = (
    ("Artifactory credential", ("AKC", "AP"), ArtifactoryDetector()),
    ("Cloudant credential", ("cloudant", "CLOUDANT"), CloudantDetector()),
    ("GitLab token", ("glimt-", "GR1348941"), GitLabTokenDetector()),
    ("IBM Cloud key", ("ibm", "IBM"), IbmCloudIamDetector()),
    ("IBM Cloud key", ("cos_", "COS_", "cos-"), IbmCosHmacDetector()),
    ("Mailchimp API key", ("-us",), MailchimpDetector()),
    ("SoftLayer credential", ("softlayer", "SOFTLAYER"), SoftlayerDetector()),
    ("Square secret", ("sq0csp-",), SquareOAuthDetector()),
)
# Their patterns take cubic time on blanks and would take as long as they like on an endless line.
_BLANKS = re.compile(r"[ \t]{2,}")
_LONGEST_LINE = 2000


def find(text: str) -> Iterator[Hit]:
    """What the plugins find. Very long lines are only looked at in pieces."""
    wanted = [(kind, hints, detector) for kind, hints, detector in _DETECTORS if any(hint in text for hint in hints)]
    if not wanted:
        return
    start = 0
    for line in text.split("\n"):
        for kind, hints, detector in wanted:
            if any(hint in line for hint in hints):
                for piece in range(0, len(line), _LONGEST_LINE):
                    for value in _values(detector, line[piece : piece + _LONGEST_LINE + 200]):
                        yield Hit(kind, start + piece, value)
        start += len(line) + 1


def _values(detector: RegexBasedDetector, line: str) -> Iterator[str]:
    for value in detector.analyze_string(_BLANKS.sub(" ", line)):
        bare = value.strip(' \t=:"')
        if looks_drawn(bare):
            yield bare
