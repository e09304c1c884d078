import { redirect } from '@sveltejs/kit';

export async function load({ parent }): Promise<void> {
	const { me } = await parent();
	const first = me.pages[0];
	if (first) redirect(307, `/p/${encodeURIComponent(first.name)}`);
	if (me.explore) redirect(307, '/explore');
}
