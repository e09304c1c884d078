import { error } from '@sveltejs/kit';
import type { ForecastLink } from '#lib/api/forecast.ts';
import { filtersOf } from '#lib/filter/url.ts';
import { loadAccount } from '#lib/i18n/account.svelte.ts';
import { loadForecast } from '#lib/i18n/forecast.svelte.ts';

export async function load({ params, parent, url }): Promise<{ link: ForecastLink; search: string }> {
	const { me } = await parent();
	const link = (me.forecasts ?? []).find((one) => one.name === params.name);
	if (!link) error(404);
	await Promise.all([loadForecast(), loadAccount()]);
	return { link, search: filtersOf(url.searchParams).toString() };
}
