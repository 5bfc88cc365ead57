"""VERIFY.txt: how anybody checks a sealed file with unzip, sha256sum and ssh-keygen alone."""

from __future__ import annotations

from reviewer_app.bundles.signature import NAMESPACE, PublicKey

_FILES = """\
HOW TO CHECK THIS FILE WITHOUT THE PROGRAM THAT MADE IT

It needs bash, unzip, sha256sum and ssh-keygen (part of OpenSSH). The lines that start with "$" are the commands.

1. Copy the zip that this text came in, whatever it is called by now, alone into an empty folder, and go to that folder.
   Unpack it there.

    $ unzip -q ./*
    $ cd ./*/

2. Every file is what the lists say. Each line must end with "OK".

    $ sha256sum --strict -c tagmanifest-sha256.txt
    $ sha256sum --strict -c manifest-sha256.txt
"""

_SIGNED = """
3. The statement was signed with this key, and nothing in it has changed since. It must say "Good ... signature".

    $ echo '{principal} namespaces="{namespace}" {key}' > allowed_signers
    $ ssh-keygen -Y verify -f allowed_signers -I {principal} -n {namespace} \
-s signatures/statement.json.sig < signatures/statement.json

4. The statement is about these very lists. It must say "The statement names this list".

    $ sum=$(sha256sum < tagmanifest-sha256.txt)
    $ said=$(< signatures/statement.json)
    $ list='{{"name":"tagmanifest-sha256.txt","digest":{{"sha256":"'${{sum%% *}}'"}}}}'
    $ [[ ${{said//[[:space:]]/}} == *"$list"* ]] && echo 'The statement names this list'

IMPORTANT: anybody can make a key and write any name beside it. The steps above show that this file is whole and was
signed with the key in step 3. They do not show whose key that is. Compare it with the key that you know to be the
signer's (the office has it; "reviewer-app keys show" prints it):

    {key}
    key id (SHA-256 of the raw key): {key_id}

signatures/statement.json can be read as it is: it says who signed what, for whom, when, and as which number in a row.
Only the files that are in the two lists, the list tagmanifest-sha256.txt and the folder signatures/ belong here.
"""

_UNSIGNED = """
This file is not signed: the steps above show that it is whole, not who made it.
"""


def verify_text(key: PublicKey | None) -> bytes:
    """The text for a sealed file that is signed with that key, or not at all."""
    text = _FILES
    if key is None:
        text += _UNSIGNED
    else:
        line = PublicKey(raw=key.raw, name=key.principal).line
        text += _SIGNED.format(principal=key.principal, namespace=NAMESPACE, key=line, key_id=key.key_id)
    return text.encode("ascii")
