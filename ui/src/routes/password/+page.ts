import { preferredLanguage, setLanguage } from '#lib/i18n/index.svelte.ts';

export async function load(): Promise<void> {
	await setLanguage(preferredLanguage());
}
