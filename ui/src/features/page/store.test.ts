import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem } from '#lib/api/client.ts';
import type { Payload } from '#lib/api/types.ts';
import { PageStore, type Asked } from './store.svelte.ts';

const payload = (title: string): Payload => ({ name: 'a', title, language: 'en', sentence: [], filters: [], freshness: { state: 'fresh', data_to: '', text: '' }, rows: [], version: 1 });

function question(name = 'a') {
	const hands = { resolve: (_: Payload) => {}, reject: (_: Problem) => {} };
	const cancel = vi.fn();
	const answer = new Promise<Payload>((resolve, reject) => Object.assign(hands, { resolve, reject }));
	answer.catch(() => undefined);
	return { ...hands, cancel, asked: { answer, cancel, name } satisfies Asked };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('words after two seconds, a way out after ten', () => {
	const store = new PageStore();
	store.ask(question().asked, () => {});
	expect([store.loading, store.slow, store.verySlow]).toEqual([true, false, false]);
	vi.advanceTimersByTime(2_000);
	expect([store.slow, store.verySlow]).toEqual([true, false]);
	vi.advanceTimersByTime(8_000);
	expect(store.verySlow).toBe(true);
	store.cancel();
	expect([store.loading, store.cancelled]).toEqual([false, true]);
});

test('an answer that comes late does not replace a newer one', async () => {
	const store = new PageStore();
	const [first, second] = [question(), question()];
	store.ask(first.asked, () => {});
	store.ask(second.asked, () => {});
	expect(first.cancel).toHaveBeenCalled();
	second.resolve(payload('second'));
	await second.asked.answer;
	first.resolve(payload('first'));
	await first.asked.answer;
	expect(store.payload?.title).toBe('second');
});

test('the last answer stays while a filter changes, and when the server fails', async () => {
	const store = new PageStore();
	const first = question();
	store.ask(first.asked, () => {});
	first.resolve(payload('first'));
	await first.asked.answer;
	const second = question();
	store.ask(second.asked, () => {});
	expect(store.payload?.title).toBe('first');
	second.reject(new Problem(500, 'step-failed', 'It failed'));
	await second.asked.answer.catch(() => undefined);
	expect(store.payload?.title).toBe('first');
	expect(store.problem?.code).toBe('step-failed');
});

test('another page starts from its shape, and a lost session is told', async () => {
	const store = new PageStore();
	const first = question('a');
	store.ask(first.asked, () => {});
	first.resolve(payload('first'));
	await first.asked.answer;
	const second = question('b');
	const signedOut = vi.fn();
	store.ask(second.asked, signedOut);
	expect(store.payload).toBeNull();
	second.reject(new Problem(401, 'signed-out', ''));
	await second.asked.answer.catch(() => undefined);
	expect(signedOut).toHaveBeenCalledOnce();
});
