import type { Asked } from '#features/page/store.svelte.ts';
import { api } from '#lib/api/client.ts';
import { filtersOf } from '#lib/filter/url.ts';

// The request starts here, beside the one for who is reading, and is not waited for: the page shows its shape meanwhile.
export function load({ params, url, depends }): { asked: Asked } {
	depends('farol:page');
	const controller = new AbortController();
	const filters = filtersOf(url.searchParams).toString();
	const answer = api.page(params.page, filters ? `?${filters}` : '', controller.signal);
	answer.catch(() => undefined); // The page handles it; until then it is nobody's.
	return { asked: { answer, cancel: () => controller.abort(), name: params.page } };
}
