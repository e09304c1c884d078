import { Problem } from './client.ts';

/** One question to the server and what came of it: the last answer stays while the next is on its way, words come after two seconds. */
export class Asking<T> {
	value = $state.raw<T | null>(null);
	problem = $state.raw<Problem | null>(null);
	loading = $state(false);
	slow = $state(false);
	#controller: AbortController | null = null;

	async ask(question: (signal: AbortSignal) => Promise<T>): Promise<void> {
		this.stop();
		const controller = new AbortController();
		this.#controller = controller;
		this.loading = true;
		const timer = setTimeout(() => (this.slow = true), 2_000);
		try {
			this.value = await question(controller.signal);
			this.problem = null;
		} catch (cause) {
			if (controller.signal.aborted) return;
			this.problem = cause instanceof Problem ? cause : new Problem(0, 'internal', String(cause));
		} finally {
			clearTimeout(timer);
			if (this.#controller === controller) this.loading = this.slow = false;
		}
	}

	stop(): void {
		this.#controller?.abort();
		this.#controller = null;
		this.loading = this.slow = false;
	}
}
