import { error } from '@sveltejs/kit';
import type { EntityLink } from '#lib/api/types.ts';
import { loadMatching } from '#lib/i18n/matching.svelte.ts';

export async function load({ params, parent }): Promise<{ link: EntityLink }> {
	const { me } = await parent();
	const link = (me.entities ?? []).find((e) => e.name === params.entity);
	if (!link) error(404);
	await loadMatching();
	return { link };
}
