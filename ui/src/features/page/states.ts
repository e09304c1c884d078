import type { Tile } from '#lib/api/types.ts';
import { t } from '#lib/i18n/index.svelte.ts';

/** Why a figure has no value, in the few words that fit under it. */
export function stateWords(tile: Tile): string {
	switch (tile.state) {
		case 'failed':
			return tile.problem?.title || t('state.failedTile');
		case 'denied':
			return t('state.denied');
		case 'not_built':
			return t('state.notBuilt');
		default:
			return tile.problem?.title || t('state.empty');
	}
}
