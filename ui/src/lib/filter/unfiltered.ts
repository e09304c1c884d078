import type { Tile } from '#lib/api/types.ts';
import { localeOf } from '#lib/format/index.ts';
import { language, t } from '#lib/i18n/index.svelte.ts';

/** Says which of the page's chosen filters a tile does not follow, because its numbers do not know them. */
export function unfilteredText(tile: Tile): string {
	const names = tile.unfiltered ?? [];
	if (names.length === 0) return '';
	return t('filter.unfiltered', { filters: new Intl.ListFormat(localeOf(language()), { type: 'disjunction' }).format(names) });
}
