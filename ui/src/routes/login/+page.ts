import { api } from '#lib/api/client.ts';
import type { LoginInfo } from '#lib/api/types.ts';
import { preferredLanguage, setLanguage } from '#lib/i18n/index.svelte.ts';

export async function load(): Promise<{ info: LoginInfo }> {
	const [info] = await Promise.all([
		// Without an answer the form still stands, and says so when it is sent.
		api.loginInfo().catch((): LoginInfo => ({ title: '', languages: ['en', 'pt', 'it'] })),
		setLanguage(preferredLanguage())
	]);
	return { info };
}
