/* SPDX-License-Identifier: EUPL-1.2 */
/* What the linter says of each kind. client/web/src/linter_texts.mjs says the same. */
#include <libintl.h>

#include "linter.h"

const char *
linter_id(enum linter_kind kind)
{
    static const char *const ids[LINTER_KINDS] = {
        [LINTER_NAME] = "name",     [LINTER_EMAIL] = "email", [LINTER_PHONE] = "phone",
        [LINTER_BSN] = "bsn",       [LINTER_IBAN] = "iban",   [LINTER_ADDRESS] = "address",
        [LINTER_PLATE] = "plate",   [LINTER_STAFF] = "staff", [LINTER_ROOM] = "room",
        [LINTER_DATE] = "date",     [LINTER_LINK] = "link",   [LINTER_CASE] = "case",
        [LINTER_LENGTH] = "length",
    };

    return ids[kind];
}

const char *
linter_name(enum linter_kind kind)
{
    switch (kind) {
    case LINTER_NAME:
        return gettext("a name");
    case LINTER_EMAIL:
        return gettext("an e-mail address");
    case LINTER_PHONE:
        return gettext("a telephone number");
    case LINTER_BSN:
        return gettext("a citizen service number (BSN)");
    case LINTER_IBAN:
        return gettext("a bank account number (IBAN)");
    case LINTER_ADDRESS:
        return gettext("an address");
    case LINTER_PLATE:
        return gettext("a licence plate");
    case LINTER_STAFF:
        return gettext("a personnel number");
    case LINTER_ROOM:
        return gettext("a room or a desk");
    case LINTER_DATE:
        return gettext("an exact date or time");
    case LINTER_LINK:
        return gettext("a link or the name of a file");
    case LINTER_CASE:
        return gettext("the number of a case or document");
    case LINTER_LENGTH:
        return gettext("a long text");
    }

    return "";
}

const char *
linter_reason(enum linter_kind kind)
{
    switch (kind) {
    case LINTER_NAME:
        return gettext("A name says who it is about, and often who wrote it.");
    case LINTER_EMAIL:
        return gettext("An e-mail address belongs to one person or one team.");
    case LINTER_PHONE:
        return gettext("A telephone number leads to one person or one desk.");
    case LINTER_BSN:
        return gettext("This number belongs to one person.");
    case LINTER_IBAN:
        return gettext("A bank account belongs to one person or one organisation.");
    case LINTER_ADDRESS:
        return gettext("A postcode, or a street with a number, is one place.");
    case LINTER_PLATE:
        return gettext("A licence plate leads to the owner of a vehicle.");
    case LINTER_STAFF:
        return gettext("The employer can look up whose number this is.");
    case LINTER_ROOM:
        return gettext("Colleagues know who works there.");
    case LINTER_DATE:
        return gettext("With it somebody can look up in a calendar who was there.");
    case LINTER_LINK:
        return gettext("It shows which document it is, and often who made it.");
    case LINTER_CASE:
        return gettext("With it somebody can look up who worked on it.");
    case LINTER_LENGTH:
        return gettext("The more you write, the easier your style and details lead to you.");
    }

    return "";
}

const char *
linter_proposal(enum linter_kind kind)
{
    switch (kind) {
    case LINTER_NAME:
        return gettext("Write the role without the name, such as: my manager.");
    case LINTER_EMAIL:
        return gettext("Leave it out, or write: by e-mail.");
    case LINTER_PHONE:
        return gettext("Leave it out, or write: by telephone.");
    case LINTER_BSN:
        return gettext("Leave it out: nobody needs it here.");
    case LINTER_IBAN:
        return gettext("Leave it out, or write: a bank account.");
    case LINTER_ADDRESS:
        return gettext("Write it wider, such as: our office.");
    case LINTER_PLATE:
        return gettext("Write: a car.");
    case LINTER_STAFF:
        return gettext("Leave the number out.");
    case LINTER_ROOM:
        return gettext("Write: at the office, or: in a meeting room.");
    case LINTER_DATE:
        return gettext("Write it wider, such as: in the spring.");
    case LINTER_LINK:
        return gettext("Say what kind of document it is, such as: a memo.");
    case LINTER_CASE:
        return gettext("Leave the number out, or write: a file.");
    case LINTER_LENGTH:
        return gettext("Write less, if you can: what was in the way, and what would help.");
    }

    return "";
}
