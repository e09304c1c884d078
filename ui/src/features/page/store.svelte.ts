import { Problem } from '#lib/api/client.ts';
import type { Payload } from '#lib/api/types.ts';

/** A page that was asked for. */
export type Asked = { answer: Promise<Payload>; cancel: () => void; name: string };

/**
 * What is known of a page while it is asked for: the last answer stays while a filter changes, words come after two seconds and a
 * way out after ten.
 */
export class PageStore {
	payload = $state.raw<Payload | null>(null);
	problem = $state.raw<Problem | null>(null);
	loading = $state(false);
	slow = $state(false);
	verySlow = $state(false);
	cancelled = $state(false);
	#asked: Asked | null = null;
	#timers: ReturnType<typeof setTimeout>[] = [];

	/** Takes over a new question; the one before is no longer of interest. */
	ask(asked: Asked, onsignedout: () => void): void {
		const before = this.#asked;
		if (before === asked) return;
		before?.cancel();
		if (before?.name !== asked.name) this.payload = null;
		this.#asked = asked;
		this.#begin();
		asked.answer.then(
			(payload) => {
				if (this.#asked !== asked) return;
				this.payload = payload;
				this.problem = null;
				this.#end();
			},
			(cause: unknown) => {
				if (this.#asked !== asked) return;
				if (cause instanceof Problem && cause.status === 401) onsignedout();
				else if (!this.cancelled) this.problem = cause instanceof Problem ? cause : new Problem(0, 'internal', String(cause));
				this.#end();
			}
		);
	}

	cancel(): void {
		this.cancelled = true;
		this.#asked?.cancel();
		this.#end();
	}

	stop(): void {
		this.#asked?.cancel();
		this.#asked = null;
		this.#end();
	}

	#begin(): void {
		this.#end();
		this.loading = true;
		this.cancelled = false;
		this.#timers = [setTimeout(() => (this.slow = true), 2_000), setTimeout(() => (this.verySlow = true), 10_000)];
	}

	#end(): void {
		for (const timer of this.#timers) clearTimeout(timer);
		this.loading = this.slow = this.verySlow = false;
	}
}
