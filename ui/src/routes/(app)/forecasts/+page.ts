import { redirect } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { loadAccount } from '#lib/i18n/account.svelte.ts';
import { loadForecastList } from '#lib/i18n/forecastlist.svelte.ts';
import { loadForecast } from '#lib/i18n/forecast.svelte.ts';

// One forecast needs no list to be found in.
export async function load({ parent }): Promise<void> {
	const [only, ...others] = (await parent()).me.forecasts ?? [];
	if (only && others.length === 0) redirect(307, resolve('/(app)/forecasts/[name]', { name: only.name }));
	await Promise.all([loadForecast(), loadAccount(), loadForecastList()]);
}
