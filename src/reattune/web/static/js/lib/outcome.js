// Words for outcomes: a bid that was met is answered, not repaired.
import { t } from './strings.js';

let judged = true;

/**
 * Say which definition is spoken of, before its page is drawn.
 * @param {{ judged: boolean } | undefined} definition
 */
export const speakOf = (definition) => void (judged = definition?.judged ?? true);

/** @param {string} outcome */
export const outcomeWord = (outcome) => t(`outcome.${!judged && outcome === 'repaired' ? 'answered' : outcome}`);

/** The word over the column of who mended, or answered. */
export const byWord = () => t(judged ? 'viewer.mended_by' : 'viewer.answered_by');

/** The key of the sentence on the usual time until then. */
export const latencyKey = () => (judged ? 'viewer.latency' : 'viewer.latency_answer');
