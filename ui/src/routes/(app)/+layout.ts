import { redirect } from '@sveltejs/kit';
import { api, Problem } from '#lib/api/client.ts';
import type { Me } from '#lib/api/types.ts';
import { setLanguage } from '#lib/i18n/index.svelte.ts';

export async function load({ url, depends }): Promise<{ me: Me }> {
	depends('farol:me');
	try {
		const me = await api.me();
		await setLanguage(me.language);
		return { me };
	} catch (cause) {
		if (cause instanceof Problem && cause.status === 401) redirect(307, `/login?to=${encodeURIComponent(url.pathname + url.search)}`);
		throw cause;
	}
}
