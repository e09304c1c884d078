import type { ForecastListTexts } from './forecastlist/en.ts';
import { LazyTexts } from './lazy.svelte.ts';

// What only the list of forecasts says; the page of one does without it.
const texts = new LazyTexts<ForecastListTexts>({
	en: async () => (await import('./forecastlist/en.ts')).en,
	pt: async () => (await import('./forecastlist/pt.ts')).pt,
	it: async () => (await import('./forecastlist/it.ts')).it
});

/** Fetches the texts of the present language; the route waits for it before it shows anything. */
export const loadForecastList = (): Promise<void> => texts.load();

/** The text of a key. */
export const l = (key: keyof ForecastListTexts): string => texts.text(key);
