import { api, Problem } from '#lib/api/client.ts';
import { setToReview } from '#lib/api/entities.svelte.ts';
import type { Decided, Doubt, RecordKey, RecordPair } from '#lib/api/types.ts';

/** What may be chosen of the queue: weights in bits, and what comes first. */
export type Wanted = { from: number; to: number; order: 'teaches' | 'surest' | 'weakest' };

type Ends = { left: RecordKey; right: RecordKey };
type Said = { doubt: Doubt; index: number; same: boolean; sent: Promise<boolean> };

export const idOf = (pair: Ends): string => JSON.stringify([pair.left.source, pair.left.record, pair.right.source, pair.right.record]);

const PAGE = 50; // pairs that are fetched at once
const LOW = 10; // pairs that are left when the next are fetched

/**
 * The pairs that wait for a person. What is said of one counts at once and the next stands there; the server is told meanwhile. Where it
 * refuses, the pair comes back to its place with the reason.
 */
export class Review {
	doubts = $state.raw<Doubt[]>([]);
	total = $state(0);
	today = $state(0);
	waiting = $state(0);
	decided = $state.raw<Decided[]>([]);
	problem = $state.raw<Problem | null>(null); // nothing could be fetched
	refused = $state.raw<{ title: string; undo: boolean; problem: Problem } | null>(null); // what was said last was not kept
	said = $state.raw<{ title: string; what: 'same' | 'different' | 'undone' } | null>(null);
	loading = $state(true);
	pair = $state.raw<RecordPair | null>(null);
	pairProblem = $state.raw<Problem | null>(null);
	#at = $state('');
	#shown = $state('');
	#name = '';
	#params = new URLSearchParams();
	#history = $state.raw<Said[]>([]);
	#gone = new Set<string>(); // decided here, so that an answer that crossed does not bring them back
	#known = new Map<string, Promise<RecordPair>>();
	#asked = 0;
	#sending = 0;
	#exhausted = false;

	get index(): number {
		return Math.max(0, this.doubts.findIndex((d) => idOf(d) === this.#at));
	}
	get current(): Doubt | null {
		return this.doubts[this.index] ?? null;
	}
	/** Does the pair that is shown belong to the place in the list? Until it does, nothing can be said of it. */
	get ready(): boolean {
		return this.pair !== null && this.#shown === this.#at;
	}
	get mayUndo(): boolean {
		return this.#history.length > 0;
	}

	/** Fetches the queue of an entity anew. */
	async open(name: string, params: URLSearchParams): Promise<void> {
		if (name !== this.#name) {
			this.#known.clear();
			this.#history = [];
			this.#gone.clear();
			this.pair = null;
		}
		this.#name = name;
		this.#params = params;
		this.#exhausted = false;
		this.loading = true;
		const asked = ++this.#asked;
		try {
			const queue = await this.#fetch();
			if (asked !== this.#asked) return;
			const doubts = (queue.doubts ?? []).filter((d) => !this.#gone.has(idOf(d)));
			[this.doubts, this.total, this.today, this.waiting, this.decided, this.problem] = [doubts, queue.total, queue.today, queue.waiting, queue.decided ?? [], null];
			this.go(doubts[0] ?? null);
		} catch (cause) {
			if (asked === this.#asked) this.problem = asProblem(cause);
		} finally {
			if (asked === this.#asked) this.loading = false;
		}
	}

	#fetch() {
		const params = new URLSearchParams(this.#params);
		params.set('limit', String(PAGE));
		return api.review(this.#name, params);
	}

	/** Shows a pair of the list. The one after it is fetched beside it. */
	go(doubt: Doubt | null): void {
		this.#at = doubt ? idOf(doubt) : '';
		void this.#show(doubt);
	}

	skip(): void {
		if (this.doubts.length === 0) return;
		this.said = null;
		this.go(this.doubts[(this.index + 1) % this.doubts.length] ?? null);
		void this.#refill();
	}

	/** Says what the present pair is. The next one stands there when this returns. */
	say(same: boolean): void {
		const doubt = this.current;
		if (!doubt || this.loading || !this.ready) return;
		const index = this.index;
		const id = idOf(doubt);
		this.#gone.add(id);
		this.doubts = this.doubts.filter((d) => d !== doubt);
		[this.total, this.today, this.waiting] = [Math.max(0, this.total - 1), this.today + 1, this.waiting + 1];
		this.refused = null;
		this.said = { title: doubt.left_title, what: same ? 'same' : 'different' };
		const entry: Said = { doubt, index, same, sent: Promise.resolve(true) };
		entry.sent = this.#send(entry, false);
		this.#history = [...this.#history, entry];
		this.go(this.doubts[Math.min(index, this.doubts.length - 1)] ?? null);
		void this.#refill();
	}

	/** Takes back what was said last. */
	async undo(): Promise<void> {
		const entry = this.#history[this.#history.length - 1];
		if (!entry) return;
		this.#history = this.#history.slice(0, -1);
		if (!(await entry.sent)) return; // It was never kept, and is back already.
		[this.total, this.today, this.waiting] = [this.total + 1, Math.max(0, this.today - 1), Math.max(0, this.waiting - 1)];
		this.refused = null;
		this.said = { title: entry.doubt.left_title, what: 'undone' };
		this.#back(entry);
		await this.#send(entry, true);
	}

	/** Takes back an older decision; the queue is fetched anew, as the pair may belong to it again. */
	async takeBack(decision: Ends): Promise<Problem | null> {
		try {
			this.#counts(await api.undecide(this.#name, decision.left, decision.right));
		} catch (cause) {
			return asProblem(cause);
		}
		this.#gone.delete(idOf(decision));
		this.#known.delete(idOf(decision));
		this.#history = this.#history.filter((s) => idOf(s.doubt) !== idOf(decision));
		await this.open(this.#name, this.#params);
		return null;
	}

	/** The latest decisions, as the server knows them now. */
	async renewDecided(): Promise<void> {
		try {
			const queue = await this.#fetch();
			[this.decided, this.today, this.waiting] = [queue.decided ?? [], queue.today, queue.waiting];
		} catch {
			// Those that are known stay.
		}
	}

	async #send(entry: Said, undo: boolean): Promise<boolean> {
		const { left, right } = entry.doubt;
		this.#sending++;
		try {
			const counts = undo ? await api.undecide(this.#name, left, right) : await api.decide(this.#name, { left, right, same: entry.same });
			if (this.#sending === 1) this.#counts(counts);
			return true;
		} catch (cause) {
			this.refused = { title: entry.doubt.left_title, undo, problem: asProblem(cause) };
			this.said = null;
			const way = undo ? 1 : -1;
			[this.total, this.today, this.waiting] = [this.total - way, this.today + way, this.waiting + way];
			if (undo) {
				this.#gone.add(idOf(entry.doubt));
				this.doubts = this.doubts.filter((d) => d !== entry.doubt);
				this.#history = [...this.#history, { ...entry, sent: Promise.resolve(true) }];
				this.go(this.doubts[Math.min(entry.index, this.doubts.length - 1)] ?? null);
			} else {
				this.#history = this.#history.filter((s) => s !== entry && s.doubt !== entry.doubt);
				this.#back(entry);
			}
			return false;
		} finally {
			this.#sending--;
		}
	}

	#back(entry: Said): void {
		this.#gone.delete(idOf(entry.doubt));
		this.#known.delete(idOf(entry.doubt));
		if (!this.doubts.includes(entry.doubt)) this.doubts = this.doubts.toSpliced(Math.min(entry.index, this.doubts.length), 0, entry.doubt);
		this.go(entry.doubt);
	}

	#counts(counts: { total: number; today: number; waiting: number }): void {
		[this.today, this.waiting] = [counts.today, counts.waiting];
		setToReview(this.#name, counts.total);
	}

	async #refill(): Promise<void> {
		if (this.#exhausted || this.doubts.length >= LOW || this.total <= this.doubts.length) return;
		this.#exhausted = true;
		try {
			const queue = await this.#fetch();
			const here = new Set(this.doubts.map(idOf));
			const fresh = (queue.doubts ?? []).filter((d) => !here.has(idOf(d)) && !this.#gone.has(idOf(d)));
			const none = this.doubts.length === 0;
			this.doubts = [...this.doubts, ...fresh];
			this.#exhausted = fresh.length === 0;
			if (none) this.go(this.doubts[0] ?? null);
		} catch {
			this.#exhausted = false;
		}
	}

	#pairOf(doubt: Doubt): Promise<RecordPair> {
		const id = idOf(doubt);
		let answer = this.#known.get(id);
		if (!answer) {
			answer = api.pair(this.#name, doubt.left, doubt.right);
			this.#known.set(id, answer);
			answer.catch(() => this.#known.delete(id));
		}
		return answer;
	}

	async #show(doubt: Doubt | null): Promise<void> {
		this.pairProblem = null;
		if (!doubt) {
			this.pair = null;
			return;
		}
		const id = idOf(doubt);
		const next = this.doubts[this.index + 1];
		if (next) this.#pairOf(next).catch(() => undefined);
		try {
			const pair = await this.#pairOf(doubt);
			if (this.#at === id) [this.pair, this.#shown] = [pair, id];
		} catch (cause) {
			if (this.#at === id) [this.pair, this.pairProblem] = [null, asProblem(cause)];
		}
	}
}

export function asProblem(cause: unknown): Problem {
	return cause instanceof Problem ? cause : new Problem(0, 'internal', String(cause));
}

/** About how long a decision takes somebody, in seconds: the middle of the pauses, where breaks are left out; 0 where there are too few. */
export function pace(decided: { at?: string; by?: string }[], user: string): number {
	const times = decided.flatMap((d) => (d.by === user && d.at ? [new Date(d.at).getTime()] : []));
	const pauses = times.slice(1).map((time, i) => Math.abs((times[i] ?? time) - time) / 1000).filter((s) => s > 0 && s < 180).sort((a, b) => a - b);
	return pauses.length < 4 ? 0 : Math.max(1, Math.round(pauses[pauses.length >> 1] ?? 0));
}
