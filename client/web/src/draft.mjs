// SPDX-License-Identifier: EUPL-1.2
// One report on its way: the codename, what is derived from it, and the packets that are made.
import { random } from './bytes.mjs';
import { councilKeyAt } from './circle.mjs';
import { locatorOf, makeCodename, replyPair, rootOf } from './codename.mjs';
import { encodeContent } from './content.mjs';
import { pathOf } from './keys.mjs';
import { deliveryBody, wrap } from './onion.mjs';
import { roundsOf } from './receipts.mjs';
import { sealRecord } from './record.mjs';
import { refuse } from './refusal.mjs';

const ABSENT = 16; // unknown locators in a row after which a reader stops
const NEXT = 8; // of which a later run takes one by chance

export class Draft {
    /** A report with a codename of its own, or a follow-up with the root of a typed one. */
    constructor({ kind, codename = null, root = null, index = 0 }) {
        this.kind = kind;
        this.codename = codename;
        this.root = root;
        this.index = index;
        this.id = random(16);
        this.share = root === null ? 0 : 1;
        this.deriving = null;
        this.onProgress = () => {};
    }

    static report(lang) {
        return new Draft({ kind: 'report', codename: makeCodename(lang) });
    }

    /** At once, so that it goes on while the person writes; again where it failed, since the codename may be on paper. */
    derive(pin) {
        if (this.deriving !== null) {
            return;
        }
        this.deriving = rootOf(this.codename, pin, (share) => {
            this.share = share;
            this.onProgress(share);
        }).then((root) => {
            this.root = root;
            this.share = 1;
            this.onProgress(1);
        });
        this.deriving.catch(() => { // told where it is waited for
            this.deriving = null;
        });
    }

    /** This page forgets, so that it cannot know what an earlier one has sent since the receipts. */
    static followUp(root, receipts) {
        const { next } = lookUp(root, receipts);

        return new Draft({ kind: 'follow-up', root, index: next + (random(1)[0] % NEXT) });
    }

    /** A packet for the round, each time with a new locator; the id stays, so that doubles are dropped. */
    seal({ circle, keys, council, round, answers, lang }) {
        const path = pathOf(keys, round);
        const key = councilKeyAt(council, path[0].epoch) ?? refuse('period', 'no key of the council holds this round');
        const locator = locatorOf(this.root, this.index++);
        const content = encodeContent({
            kind: this.kind, id: this.id, lang, circle: circle.id, answers, reply: replyPair(this.root).public,
        });

        return wrap(path, deliveryBody(locator, sealRecord(key.public, locator, content)));
    }
}

/** Rounds in which reports of this codename were stored, and the lowest index that is not there. */
export function lookUp(root, receipts) {
    const rounds = [];
    let next = null;

    for (let i = 0, absent = 0; absent < ABSENT; i++) {
        const found = roundsOf(receipts, locatorOf(root, i));

        absent = found.length > 0 ? 0 : absent + 1;
        next = found.length === 0 && next === null ? i : next;
        rounds.push(...found);
    }
    return { rounds: rounds.sort((a, b) => a - b), next };
}

/** The council in another circle, or null: answers to the one are answers to the other where both ask the same. */
export function sameCouncil(circle, council) {
    const other = circle.councils.find(({ id }) => id === council.id);

    return other !== undefined && JSON.stringify(other.questions) === JSON.stringify(council.questions) ? other : null;
}
