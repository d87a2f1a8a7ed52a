// SPDX-License-Identifier: EUPL-1.2
// Who signs and hands on in a round; PROTOCOL.md section 6. The page knows one circle, which may name
// earlier ones.
import { refuse } from './refusal.mjs';

function describe(circle) {
    return {
        circle: circle.id,
        fromRound: circle.fromRound,
        batch: circle.batch,
        identities: circle.hops.map((hop) => hop.identity),
    };
}

export function custodyAt(circle, round) {
    if (circle.fromRound <= round) {
        return describe(circle);
    }
    const earlier = circle.earlier.findLast((custody) => custody.fromRound <= round);

    return earlier ?? refuse('foreign', `no circle that is known here is in force in round ${round}`);
}

/** Every store that may have signed receipts. */
export function stores(circle) {
    return [describe(circle), ...circle.earlier].map((custody) => custody.identities.at(-1));
}
