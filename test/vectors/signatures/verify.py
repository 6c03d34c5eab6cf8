"""Verifies a signature of a release without HadronEdge: pip install securesystemslib cryptography in-toto-attestation.

    python verify.py TRUSTED_KEYS.json MANIFEST.json ENVELOPE.json

The envelope is checked by securesystemslib (the DSSE implementation of in-toto and TUF), the statement's form by
in-toto-attestation, and that it speaks of the manifest by its sha256.
"""

import base64
import hashlib
import json
import sys

from google.protobuf.json_format import ParseDict
from in_toto_attestation.v1.statement import Statement
from in_toto_attestation.v1.statement_pb2 import Statement as StatementProto
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey


def main(keys_file: str, manifest_file: str, envelope_file: str) -> None:
    keys = []
    for entry in json.load(open(keys_file)):
        raw = base64.b64decode(entry["public_key"], validate=True)
        assert hashlib.sha256(raw).hexdigest() == entry["keyid"], "the id is not that of the key"
        keys.append(SSlibKey(entry["keyid"], "ed25519", "ed25519", {"public": raw.hex()}))
    manifest = open(manifest_file, "rb").read()
    envelope = Envelope.from_dict(json.load(open(envelope_file)))
    accepted = envelope.verify(keys, threshold=1)
    statement = json.loads(envelope.payload)
    Statement.copy_from_pb(ParseDict(statement, StatementProto())).validate()
    digests = {subject["name"]: subject["digest"]["sha256"] for subject in statement["subject"]}
    assert digests["manifest.json"] == hashlib.sha256(manifest).hexdigest(), "about another manifest"
    for blob in json.loads(manifest)["blobs"]:
        assert f"sha256:{digests.pop({'model': 'model.onnx'}.get(blob['role'], blob['role'] + '.json'))}" == blob["digest"]
    assert list(digests) == ["manifest.json"], "files that the manifest does not name"
    print(f"{statement['predicate']['name']}@{statement['predicate']['version']} signed by {', '.join(accepted)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
