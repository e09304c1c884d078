import type { ForecastAccount, ForecastBrief } from './forecast.ts';
import type {
	Catalog, Cluster, Entered, EntityBrief, EntityOverview, Explanation, Judgement, LoginInfo, Me, Members, Payload, Query, RecordAnswer, RecordKey, RecordPair, RecordQuestion, Result, ReviewCounts, ReviewQueue
} from './types.ts';

/** An answer of the server that is not the one asked for, or no answer at all (code "offline"). */
export class Problem extends Error {
	readonly status: number;
	readonly code: string;
	readonly detail: string;
	readonly hint: string;
	readonly retryAfter: number;
	readonly at = new Date();

	constructor(status: number, code: string, title: string, detail = '', hint = '', retryAfter = 0) {
		super(title);
		this.status = status;
		this.code = code;
		this.detail = detail;
		this.hint = hint;
		this.retryAfter = retryAfter;
	}
}

let csrf = '';

/** Every unsafe request carries the token that /me or a log-in gave. */
export function setCsrf(token: string): void {
	csrf = token;
}

function text(body: Record<string, unknown>, key: string): string {
	const value = body[key];
	return typeof value === 'string' ? value : '';
}

async function problemOf(response: Response): Promise<Problem> {
	let body: Record<string, unknown> = {};
	try {
		body = (await response.json()) as Record<string, unknown>;
	} catch {
		// A proxy may answer with a page of its own; the status has to do then.
	}
	const code = text(body, 'code') || (response.status >= 502 && response.status <= 504 ? 'offline' : `http-${response.status}`);
	const retry = Number(response.headers.get('Retry-After') ?? 0);
	return new Problem(response.status, code, text(body, 'title') || response.statusText, text(body, 'detail'), text(body, 'hint'), retry);
}

async function send(path: string, init: RequestInit): Promise<Response> {
	let response: Response;
	try {
		response = await fetch(`/api/v1${path}`, { credentials: 'same-origin', ...init });
	} catch (cause) {
		if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
		throw new Problem(0, 'offline', '');
	}
	if (!response.ok) throw await problemOf(response);
	return response;
}

async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
	const response = await send(path, { signal, headers: { Accept: 'application/json' } });
	return (await response.json()) as T;
}

function unsafe(method: string, body?: unknown, signal?: AbortSignal): RequestInit {
	const headers: Record<string, string> = { 'X-Farol-CSRF': csrf, Accept: 'application/json' };
	if (body !== undefined) headers['Content-Type'] = 'application/json';
	return { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal };
}

async function enter(path: string, body: unknown): Promise<void> {
	const response = await send(path, unsafe('POST', body));
	const answer = (await response.json()) as Entered;
	setCsrf(answer.csrf);
}

const entityPath = (name: string, rest = '') => `/entities/${encodeURIComponent(name)}${rest}`;

/** Two records in an address. */
export function pairParams(left: RecordKey, right: RecordKey): URLSearchParams {
	return new URLSearchParams({ left_source: left.source, left_record: left.record, right_source: right.source, right_record: right.record });
}

export const api = {
	async me(): Promise<Me> {
		const me = await get<Me>('/me');
		setCsrf(me.csrf);
		return me;
	},
	loginInfo: () => get<LoginInfo>('/login-info'),
	login: (user: string, password: string) => enter('/session', { user, password }),
	demo: (user: string) => enter('/session/demo', { user }),
	setup: (token: string, user: string, name: string, password: string) => enter('/setup', { token, user, name, password }),
	passwordLink: (token: string, password: string) => enter('/setup', { token, password }),
	logout: async () => void (await send('/session', unsafe('DELETE'))),
	language: async (language: string) => void (await send('/me/language', unsafe('PUT', { language }))),
	password: async (old: string, next: string) => void (await send('/me/password', unsafe('PUT', { old, new: next }))),
	page: (name: string, search: string, signal?: AbortSignal) => get<Payload>(`/pages/${encodeURIComponent(name)}${search}`, signal),
	explainTile: (page: string, params: URLSearchParams, signal?: AbortSignal) =>
		get<Explanation>(`/pages/${encodeURIComponent(page)}/explain?${params}`, signal),
	explain: (params: URLSearchParams, signal?: AbortSignal) => get<Explanation>(`/explain?${params}`, signal),
	catalog: (language: string) => get<Catalog>(`/catalog?lang=${language}`),
	members: (params: URLSearchParams, signal?: AbortSignal) => get<Members>(`/members?${params}`, signal),
	async query(query: Query, signal?: AbortSignal): Promise<Result> {
		const response = await send('/query', unsafe('POST', query, signal));
		return (await response.json()) as Result;
	},
	forecasts: async (language: string, signal?: AbortSignal): Promise<ForecastBrief[]> => (await get<{ forecasts: ForecastBrief[] | null }>(`/forecasts?lang=${language}`, signal)).forecasts ?? [],
	forecast: (name: string, params: URLSearchParams, signal?: AbortSignal) => get<ForecastAccount>(`/forecasts/${encodeURIComponent(name)}?${params}`, signal),
	entities: async (signal?: AbortSignal): Promise<EntityBrief[]> => (await get<{ entities: EntityBrief[] | null }>('/entities', signal)).entities ?? [],
	entity: (name: string, signal?: AbortSignal) => get<EntityOverview>(entityPath(name), signal),
	async entityModel(name: string, signal?: AbortSignal): Promise<string> {
		const response = await send(entityPath(name, '/model'), { signal });
		return response.text();
	},
	review: (name: string, params: URLSearchParams, signal?: AbortSignal) => get<ReviewQueue>(entityPath(name, `/review?${params}`), signal),
	pair: (name: string, left: RecordKey, right: RecordKey, signal?: AbortSignal) => get<RecordPair>(entityPath(name, `/pair?${pairParams(left, right)}`), signal),
	cluster: (name: string, id: string, signal?: AbortSignal) => get<Cluster>(entityPath(name, `/clusters/${encodeURIComponent(id)}`), signal),
	async decide(name: string, judgement: Judgement): Promise<ReviewCounts> {
		const response = await send(entityPath(name, '/decisions'), unsafe('POST', judgement));
		return (await response.json()) as ReviewCounts;
	},
	async undecide(name: string, left: RecordKey, right: RecordKey): Promise<ReviewCounts> {
		const response = await send(entityPath(name, `/decisions?${pairParams(left, right)}`), unsafe('DELETE'));
		return (await response.json()) as ReviewCounts;
	},
	async match(name: string, question: RecordQuestion, signal?: AbortSignal): Promise<RecordAnswer> {
		const response = await send(entityPath(name, '/match'), unsafe('POST', question, signal));
		return (await response.json()) as RecordAnswer;
	},
	async exportFile(query: Query, format: 'csv' | 'xlsx', title: string): Promise<{ file: Blob; name: string }> {
		const response = await send('/export', unsafe('POST', { ...query, format, title }));
		const disposition = response.headers.get('Content-Disposition') ?? '';
		const encoded = /filename\*=(?:UTF-8'')?([^;]+)/i.exec(disposition)?.[1];
		const plain = /filename="?([^";]+)"?/i.exec(disposition)?.[1];
		return { file: await response.blob(), name: encoded ? decodeURIComponent(encoded) : (plain ?? `farol.${format}`) };
	}
};
