// SPDX-License-Identifier: EUPL-1.2
// Hops, earlier circles, councils and tokens of circle.json; PROTOCOL.md section 6.
import { same, unb64 } from './bytes.mjs';
import { bilingual, idIsValid, longestContent, readQuestions } from './form.mjs';
import { hopId } from './hop.mjs';
import * as json from './json.mjs';
import { refuse } from './refusal.mjs';
import { CONTENT_MAX, HOPS_MAX } from './sizes.mjs';

const MEMBERS_MAX = 15;

function readHop(object) {
    json.members(object, 'hop', ['name', 'identity', 'url']);
    const identity = json.bytesIn(object, 'identity', 32);

    return { name: json.text(object, 'name'), identity, id: hopId(identity), url: json.text(object, 'url') };
}

export function readHops(circle) {
    const hops = json.list(circle, 'hops').map(readHop);

    if (hops.length < 1 || hops.length > HOPS_MAX) {
        refuse('malformed', `hops: 1 to ${HOPS_MAX}`);
    }
    if (hops.some((hop, i) => hops.slice(0, i).some((before) => same(before.identity, hop.identity)))) {
        refuse('malformed', 'hops: a hop twice');
    }
    return hops;
}

function readCustody(object) {
    json.members(object, 'earlier', ['circle', 'from_round', 'hops']);
    const identities = json.list(object, 'hops').map((identity) => unb64(identity, 32));

    if (identities.length < 1 || identities.length > HOPS_MAX) {
        refuse('malformed', `earlier: hops: 1 to ${HOPS_MAX}`);
    }
    return { circle: json.bytesIn(object, 'circle', 32), fromRound: json.u32In(object, 'from_round'), identities };
}

/** Circles whose receipts are still served, oldest first. */
export function readEarlier(circle, fromRound) {
    if (!('earlier' in circle)) {
        return [];
    }
    const earlier = json.list(circle, 'earlier').map(readCustody);
    const rounds = [...earlier.map((custody) => custody.fromRound), fromRound];

    if (earlier.length === 0 || rounds.some((round, i) => i > 0 && rounds[i - 1] > round)) {
        refuse('malformed', 'earlier: none, or not oldest first');
    }
    return earlier;
}

export function judgeSharing(object) {
    json.members(object, 'sharing', ['sharing', 't', 'n', 'checks']);
    const threshold = json.integer(object, 't', 1, MEMBERS_MAX);
    const count = json.integer(object, 'n', 1, MEMBERS_MAX);

    json.bytesIn(object, 'sharing', 2);
    if (!((threshold === 1 && count === 1) || (threshold >= 2 && threshold <= count))) {
        refuse('malformed', 't and n: 2 <= t <= n <= 15, or both 1');
    }
    if (json.list(object, 'checks').map((check) => unb64(check, 32)).length !== count) {
        refuse('malformed', 'checks: not one for each member');
    }
}

function readKey(object, publicLen) {
    json.members(object, 'council key', ['from', 'until', 'public', 'signing']);
    const from = json.u32In(object, 'from');

    return {
        from,
        until: json.u32In(object, 'until', from),
        public: json.bytesIn(object, 'public', publicLen),
        signing: json.bytesIn(object, 'signing', 32),
    };
}

/** Ascending, without gap or overlap: exactly one key holds a round. */
function readKeys(council, publicLen) {
    const keys = json.list(council, 'keys').map((key) => readKey(key, publicLen));
    const shares = json.list(council, 'shares');

    shares.forEach(judgeSharing);
    if (keys.length === 0 || shares.length !== keys.length ||
        keys.some((key, i) => i > 0 && key.from !== keys[i - 1].until + 1)) {
        refuse('malformed', 'council keys: none, not one sharing for each, or a gap between them');
    }
    return keys;
}

function readCouncil(object, form, publicLen) {
    json.members(object, 'council', ['id', 'name', 'form', 'keys', 'shares']);
    const id = json.text(object, 'id');
    const own = readQuestions(object, 'form');
    const questions = [...form.questions, ...own];

    if (!idIsValid(id)) {
        refuse('malformed', 'the id of a council');
    }
    if (longestContent(questions) > CONTENT_MAX) {
        refuse('malformed', `council ${id}: the form allows answers that do not fit`);
    }
    if (new Set(questions.map((question) => question.id)).size !== questions.length) {
        refuse('malformed', `council ${id}: a question stands twice`);
    }
    return { id, name: bilingual(object, 'name'), questions, keys: readKeys(object, publicLen) };
}

export function readCouncils(circle, form, publicLen) {
    const councils = json.list(circle, 'councils').map((council) => readCouncil(council, form, publicLen));

    if (councils.length === 0 || new Set(councils.map((council) => council.id)).size !== councils.length) {
        refuse('malformed', 'councils: none, or one twice');
    }
    return councils;
}

function judgeTokenKey(object) {
    json.members(object, 'token key', ['period', 'from', 'until', 'public']);
    json.u32In(object, 'period');
    json.u32In(object, 'until', json.u32In(object, 'from'));
    json.bytesIn(object, 'public', 32);
}

/** Whether the entry wants tokens, which this page cannot give. */
export function readTokens(circle) {
    json.members(circle.tokens, 'tokens', ['required', 'issuer', 'keys']);
    json.text(circle.tokens, 'issuer');
    json.list(circle.tokens, 'keys').forEach(judgeTokenKey);
    return json.boolean(circle.tokens, 'required');
}
