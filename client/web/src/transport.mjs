// SPDX-License-Identifier: EUPL-1.2
// The only place that asks the network for anything, and only where the page came from.
import { refuse } from './refusal.mjs';

const PATIENCE = 180000; // milliseconds; Tor can be slow
const OPTIONS = { cache: 'no-store', credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer' };

/** The whole document. */
export async function get(path, max) {
    let bytes;

    try {
        const answer = await fetch(path, { ...OPTIONS, signal: AbortSignal.timeout(PATIENCE) });

        bytes = answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
    } catch {
        bytes = null;
    }
    if (bytes === null || bytes.length > max) {
        refuse('offline', `${path} is not to be had`);
    }
    return bytes;
}

/** accepted, refused, token, full with seconds to wait, or uncertain: the answer was lost. */
export async function post(packet) {
    try {
        const answer = await fetch('/v1/packets', {
            ...OPTIONS,
            method: 'POST',
            headers: { 'Content-Type': 'application/octet-stream' },
            body: packet,
            signal: AbortSignal.timeout(PATIENCE),
        });
        const result = { 202: 'accepted', 400: 'refused', 403: 'token' }[answer.status] ?? 'full';

        return { result, seconds: Number(answer.headers.get('Retry-After')) || 0 };
    } catch {
        return { result: 'uncertain', seconds: 0 };
    }
}
