#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Puts the pinned key of a circle into the page: pin.sh vrijuit.html vrijuit.pub OUTPUT
# Needs no network, node or compiler. Prints the SHA-256 of the result, for the council to compare.
set -eu

refuse()
{
    echo "pin.sh: $*" >&2
    exit 1
}

[ $# -eq 3 ] || { echo "usage: pin.sh vrijuit.html vrijuit.pub OUTPUT" >&2; exit 2; }
page=$1 key=$2 output=$3
empty='<script type="application/json" id="pin"></script>'

line=$(grep -v '^untrusted comment: ' "$key" | head -n 1)
case "$line" in
*[!A-Za-z0-9+/=]* | "") refuse "$key: not a public key of vrijuit-council (vrijuit.pub)" ;;
esac
[ ${#line} -eq 56 ] || refuse "$key: not a public key of vrijuit-council (vrijuit.pub)"
[ "$(grep -cF "$empty" "$page")" -eq 1 ] || refuse "$page: has no empty place for a key: take the page as it was built"
sed "s|$empty|<script type=\"application/json\" id=\"pin\">\"$line\"</script>|" "$page" >"$output.new"
mv "$output.new" "$output"
sha256sum "$output"
