import { api, Problem } from '#lib/api/client.ts';
import type { Catalog } from '#lib/api/types.ts';

export async function load({ depends, parent }): Promise<{ catalog: Catalog }> {
	depends('farol:catalog');
	const { me } = await parent();
	try {
		const catalog = await api.catalog(me.language);
		return { catalog: { views: catalog.views ?? [] } };
	} catch (cause) {
		if (cause instanceof Problem && cause.status === 403) return { catalog: { views: [] } };
		throw cause;
	}
}
