// The entities of a project, as somebody meets them who keeps them right: how they were matched, the pairs in doubt, what each is made of.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { axe, screenshot, settled, signIn, startBrowser, startDemo } from './farol.mjs';

describe('matching', () => {
	let demo, browser;
	const reviewer = /^Operator of the sources/;
	before(async () => {
		demo = await startDemo('companies');
		browser = await startBrowser();
	});
	after(async () => {
		await browser?.close();
		await demo?.stop();
	});

	const ask = (page, path) => page.evaluate(async (p) => (await fetch(`/api/v1/entities/company${p}`)).json(), path);
	const pairOf = ({ left, right }) => new URLSearchParams({ left_source: left.source, left_record: left.record, right_source: right.source, right_record: right.record });
	const place = (page) => page.getByRole('heading', { level: 2, name: /^Is this one company/ });
	const shown = (page) => page.getByRole('list', { name: 'Pairs to review' }).locator('li[aria-current=true]');
	async function review(page) {
		await page.goto(`${demo.url}/matching/company/review`);
		await settled(page);
		await page.getByRole('heading', { name: /^Why the model says/ }).waitFor();
	}
	/** What the list says of the pair that is shown. */
	const current = async (page) => (await shown(page).innerText()).replaceAll('\n', ' ');
	const decisions = async (page) => (await ask(page, '/review?limit=1')).decided;

	for (const size of ['desktop', 'phone']) {
		for (const theme of ['light', 'dark']) {
			test(`every page, ${size}, ${theme}`, async () => {
				const { context, page, faults } = await signIn(browser, demo.url, reviewer, { size, theme });
				const { doubts } = await ask(page, '/review?limit=1');
				const { bridges } = await ask(page, '');
				const paths = { overview: '', review: '/review', pair: `/pair?${pairOf(doubts[0])}`, cluster: `/cluster/${bridges[0].entity}`, together: `/cluster/${bridges[0].entity}?with=${bridges[1].entity}` };
				for (const [name, path] of Object.entries(paths)) {
					await page.goto(`${demo.url}/matching/company${path}`);
					await settled(page);
					await page.locator('table, [role=table]').first().waitFor();
					if (size === 'phone') assert.equal(await page.getByRole('link', { name: 'Matches' }).getAttribute('aria-current'), 'page');
					const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
					assert.ok(wide <= 0, `${name} scrolls sideways by ${wide} px`);
					assert.deepEqual(await axe(page), [], `axe on ${name}, ${size}, ${theme}`);
					await screenshot(page, `matching-${name}-${size}-${theme}`);
				}
				assert.deepEqual(faults, []);
				await context.close();
			});
		}
	}

	test('the scripts of the review are small, and another page fetches nothing of matching but the count', async () => {
		const { context, page } = await signIn(browser, demo.url, reviewer);
		let scripts = 0;
		const data = [];
		page.on('response', async (r) => {
			const path = new URL(r.url()).pathname;
			if (path.startsWith('/api/v1/entities')) data.push(path);
			if (path.endsWith('.js')) scripts += Number((await r.allHeaders())['content-length'] ?? 0);
		});
		await review(page);
		assert.ok(scripts > 0 && scripts <= 90 * 1024, `${scripts} bytes of compressed JavaScript`);
		data.length = 0;
		await page.goto(`${demo.url}/p/sources`);
		await settled(page);
		assert.deepEqual(data, ['/api/v1/entities']);
		await context.close();
	});

	test('the overview says what the server counts, and the rail how many wait', async () => {
		const { context, page } = await signIn(browser, demo.url, reviewer);
		await page.goto(`${demo.url}/matching/company`);
		await settled(page);
		const o = await ask(page, '');
		const number = (n) => n.toLocaleString('en-GB');
		const figure = (name) => page.locator('.figs > div').filter({ has: page.getByText(name, { exact: true }) }).locator('.v');
		assert.equal(await figure('Records').innerText(), number(o.records));
		assert.equal(await figure('Companies').innerText(), number(o.entities));
		assert.equal(await figure('To review').innerText(), number(o.review));
		await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: `Companies ${number(o.review)} pairs to review` }).waitFor();
		// The chart of weights has a table with every bar.
		const chart = page.getByRole('figure', { name: 'How alike the pairs are' });
		await chart.getByRole('application').focus();
		await page.keyboard.press('ArrowRight');
		await chart.getByText(/^Weight .* to /).waitFor();
		await page.keyboard.press('t');
		assert.equal(await chart.locator('tbody tr').count(), o.histogram.length);
		await context.close();
	});

	test('the model is shown as it would be written', async () => {
		const { context, page } = await signIn(browser, demo.url, reviewer);
		await page.goto(`${demo.url}/matching/company`);
		await settled(page);
		await page.getByRole('button', { name: 'As YAML' }).click();
		const sheet = page.getByRole('dialog');
		await sheet.getByText('threshold:').waitFor();
		assert.deepEqual(await axe(page), []);
		await page.keyboard.press('Escape');
		await sheet.waitFor({ state: 'detached' });
		await context.close();
	});

	test('pairs are decided by keys alone: same, different, skip, undo', async () => {
		const { context, page, faults } = await signIn(browser, demo.url, reviewer);
		await review(page);
		const total = Number(/of ([\d,]+)/.exec(await place(page).innerText())[1].replaceAll(',', ''));
		const before = (await decisions(page)).length;
		const [first] = (await ask(page, '/review?limit=1')).doubts;

		const sent = page.waitForResponse((r) => r.request().method() === 'POST' && r.url().endsWith('/decisions'));
		await page.keyboard.press('s');
		assert.equal((await sent).status(), 200);
		await page.getByText('Said to be the same:').waitFor();
		assert.match(await place(page).innerText(), new RegExp(`1 of ${(total - 1).toLocaleString('en-GB')}`));
		assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H2', 'the next pair has the focus');
		const kept = await decisions(page);
		assert.equal(kept.length, before + 1);
		assert.deepEqual([kept[0].left, kept[0].right, kept[0].same], [first.left, first.right, true]);
		await page.getByText(/1 waits for the next run/).waitFor();

		await settled(page);
		const second = await current(page);
		const told = page.waitForResponse((r) => r.request().method() === 'POST' && r.url().endsWith('/decisions'));
		await page.keyboard.press('d');
		await told;
		await page.getByText('Said to be different:').waitFor();
		await settled(page);
		const third = await current(page);
		assert.notEqual(third, second);
		await page.keyboard.press(' ');
		await page.waitForFunction((t) => document.querySelector('li[aria-current]').innerText.replaceAll('\n', ' ') !== t, third);
		assert.match(await place(page).innerText(), / 2 of /);
		assert.equal((await decisions(page)).length, before + 2, 'a skipped pair is not decided');

		for (const _ of [1, 2]) {
			const taken = page.waitForResponse((r) => r.request().method() === 'DELETE');
			await page.keyboard.press('u');
			assert.equal((await taken).status(), 200);
		}
		await page.getByText('Taken back:').waitFor();
		assert.equal((await decisions(page)).length, before);
		assert.match(await place(page).innerText(), new RegExp(`of ${total.toLocaleString('en-GB')}`));
		assert.deepEqual(faults, []);
		await context.close();
	});

	test('after a button was pressed, Space skips and decides nothing', async () => {
		const { context, page } = await signIn(browser, demo.url, reviewer);
		await review(page);
		const posts = [];
		page.on('request', (r) => r.method() === 'POST' && r.url().endsWith('/decisions') && posts.push(r.url()));
		await page.getByRole('button', { name: 'Skip' }).focus();
		await page.keyboard.press('Enter');
		assert.match(await place(page).innerText(), / 2 of /);
		await page.keyboard.press(' ');
		assert.match(await place(page).innerText(), / 3 of /);
		assert.deepEqual(posts, []);
		await context.close();
	});

	test('nothing is said of a pair before it is shown', async () => {
		const { context, page } = await signIn(browser, demo.url, reviewer);
		let held = false;
		const waiting = [];
		await page.route('**/api/v1/entities/company/pair*', async (route) => {
			if (held) await new Promise((go) => waiting.push(go));
			await route.continue();
		});
		const posts = [];
		page.on('request', (r) => r.method() === 'POST' && r.url().endsWith('/decisions') && posts.push(r.url()));
		await review(page);
		held = true;
		// The next pair was fetched beside the first; the one after it is not there yet.
		await page.keyboard.press(' ');
		await page.keyboard.press(' ');
		assert.match(await place(page).innerText(), / 3 of /);
		await page.locator('section [aria-busy=true]').waitFor();
		await page.keyboard.press('s');
		assert.match(await place(page).innerText(), / 3 of /);
		assert.deepEqual(posts, []);
		held = false;
		for (const go of waiting) go();
		await page.waitForFunction(() => !document.querySelector('section [aria-busy=true]'));
		await context.close();
	});

	test('what the server does not keep comes back with the reason', async () => {
		const { context, page } = await signIn(browser, demo.url, reviewer);
		await review(page);
		const pair = await current(page);
		const where = await place(page).innerText();
		await page.route('**/api/v1/entities/company/decisions', (route) => route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify({ code: 'conflict', title: 'Conflict', detail: 'another decision says otherwise', hint: 'take it back first' }) }));
		await page.keyboard.press('s');
		await page.getByRole('alert').getByText('another decision says otherwise').waitFor();
		assert.equal(await current(page), pair);
		assert.equal(await place(page).innerText(), where);
		assert.deepEqual(await axe(page), []);
		await screenshot(page, 'matching-refused');
		await context.close();
	});

	test('single keys can be switched off, and stay off', async () => {
		const { context, page } = await signIn(browser, demo.url, reviewer);
		await review(page);
		const pair = await current(page);
		await page.getByRole('button', { name: 'Keys are on' }).click();
		await page.reload();
		await settled(page);
		await page.getByRole('button', { name: 'Keys are off' }).waitFor();
		await place(page).focus();
		await page.keyboard.press('s');
		await page.keyboard.press('d');
		assert.equal(await current(page), pair);
		await context.close();
	});

	test('who may only look has no way to decide', async () => {
		const { context, page } = await signIn(browser, demo.url, /^Analyst/);
		await review(page);
		await page.getByText('You may look; your role does not decide.').waitFor();
		assert.equal(await page.getByRole('button', { name: /^(Same|Different)/ }).count(), 0);
		const pair = await current(page);
		await page.keyboard.press('s');
		assert.equal(await current(page), pair);
		assert.deepEqual(await axe(page), []);
		await context.close();
	});

	test('the sentence chooses weights and order, and the address keeps them', async () => {
		const { context, page } = await signIn(browser, demo.url, reviewer);
		await review(page);
		await page.getByRole('button', { name: /^between weight/ }).click();
		await page.getByRole('button', { name: /^Rather the same/ }).click();
		await page.waitForURL(/from=0/);
		await page.getByRole('button', { name: 'what teaches most first' }).click();
		await page.getByRole('button', { name: 'weakest first' }).click();
		await page.waitForURL(/order=weakest/);
		await settled(page);
		const weights = page.getByRole('list', { name: 'Pairs to review' }).locator('.num');
		await page.waitForFunction(() => [...document.querySelectorAll('.q .num')].every((e) => !e.textContent.startsWith('−')));
		const values = (await weights.allInnerTexts()).map(Number);
		assert.ok(values.length > 1);
		assert.deepEqual(values, [...values].sort((a, b) => a - b));
		await page.reload();
		await settled(page);
		await page.getByRole('button', { name: 'weakest first' }).waitFor();
		await context.close();
	});

	test('a pair by its address is decided and taken back', async () => {
		const { context, page } = await signIn(browser, demo.url, reviewer);
		const { doubts } = await ask(page, '/review?limit=3');
		await page.goto(`${demo.url}/matching/company/pair?${pairOf(doubts[2])}`);
		await settled(page);
		await page.getByRole('button', { name: 'Different' }).click();
		await page.getByText('Said to be different').waitFor();
		await page.goto(`${demo.url}/matching/company/review`);
		await settled(page);
		await page.getByRole('button', { name: 'What was decided' }).click();
		const sheet = page.getByRole('dialog');
		await sheet.getByRole('listitem').first().waitFor();
		assert.deepEqual(await axe(page), []);
		await sheet.getByRole('button', { name: /^Take it back/ }).first().click();
		await sheet.getByText('Nobody has decided anything yet.').waitFor();
		assert.equal((await decisions(page)).length, 0);
		await context.close();
	});

	test('the explanation adds up to the weight', async () => {
		const { context, page } = await signIn(browser, demo.url, reviewer);
		await review(page);
		const rows = await page.locator('[role=table] .wr:not(.h) .w').allInnerTexts();
		const values = rows.map((t) => Number(t.replace('−', '-')));
		const sum = values.slice(0, -1).reduce((a, b) => a + b, 0);
		assert.ok(values.length > 2 && Math.abs(sum - values.at(-1)) <= 0.05 * values.length, `${rows} adds up to ${sum}`);
		await context.close();
	});

	test('a record that is typed finds its entity, and why', async () => {
		const { context, page, faults } = await signIn(browser, demo.url, reviewer);
		const { bridges } = await ask(page, '');
		const cluster = await ask(page, `/clusters/${bridges.at(-1).entity}`);
		const cell = (field) => cluster.records[0].cells[cluster.fields.indexOf(field)];
		await page.goto(`${demo.url}/matching/company`);
		await settled(page);
		const form = page.getByRole('search', { name: 'Who is this?' });
		await form.getByRole('button', { name: 'More fields' }).click();
		for (const [label, field] of [['Name', 'name'], ['VAT', 'vat'], ['Street', 'street'], ['Town', 'town'], ['Phone', 'phone'], ['Email', 'email']]) await form.getByRole('textbox', { name: label, exact: true }).fill(cell(field));
		await page.keyboard.press('Enter');
		await page.getByText(`It would join ${cluster.id}.`).waitFor();
		const why = page.getByRole('button', { name: /^Why / }).first();
		await why.click();
		assert.equal(await why.getAttribute('aria-expanded'), 'true');
		await page.getByRole('table', { name: 'How each field moves the match weight' }).waitFor();
		assert.deepEqual(await axe(page), []);
		await screenshot(page, 'matching-who');
		await page.getByRole('link', { name: cluster.id, exact: true }).first().click();
		await page.getByRole('heading', { level: 1, name: cluster.title }).waitFor();
		assert.deepEqual(faults, []);
		await context.close();
	});

	test('an entity shows its records and where each value came from; an old id says what it is now', async () => {
		const { context, page } = await signIn(browser, demo.url, reviewer);
		const { bridges } = await ask(page, '');
		const [{ entity }] = bridges;
		const cluster = await ask(page, `/clusters/${entity}`);
		await page.route(`**/api/v1/entities/company/clusters/E999999`, (route) => route.fulfill({ json: { ...cluster, asked: 'E999999' } }));
		await page.goto(`${demo.url}/matching/company/cluster/E999999`);
		await settled(page);
		await page.getByText(`E999999 is now ${entity}`).waitFor();
		const golden = page.getByRole('table', { name: 'What it says of itself' });
		assert.equal(await golden.locator('tbody tr').count(), cluster.golden.length);
		assert.equal(await page.getByRole('table', { name: 'Its records' }).locator('thead th').count(), cluster.records.length + 1);
		await page.getByText(/^Weakest bridge/).waitFor();
		assert.deepEqual(await axe(page), []);
		await page.goto(`${demo.url}/matching/company/cluster/nobody`);
		await page.getByRole('link', { name: 'All companies' }).first().waitFor();
		await page.goto(`${demo.url}/matching/nothing`);
		await page.getByText('There is no such page').waitFor();
		await context.close();
	});

	test('what cannot be asked says why, and what to do', async () => {
		const { context, page } = await signIn(browser, demo.url, reviewer);
		let change = {};
		await page.route('**/api/v1/entities/company', async (route) => {
			const response = await route.fetch();
			await route.fulfill({ response, json: { ...(await response.json()), ...change } });
		});
		const seen = async (name, text) => {
			await page.goto(`${demo.url}/matching/company`);
			await page.getByText(text).waitFor();
			await settled(page);
			assert.deepEqual(await axe(page), [], name);
			await screenshot(page, `matching-state-${name}`);
		};
		change = { state: 'empty' };
		await seen('empty', 'Nothing was matched yet');
		change = { state: 'failed', why: 'the ledger cannot be read' };
		await seen('failed', 'the ledger cannot be read');
		change = { state: 'preparing', done: 0.62 };
		await seen('preparing', '62% are in');
		assert.equal(await page.getByRole('progressbar').getAttribute('value'), '0.62');
		change = {}; // The page asks again by itself.
		await page.getByRole('heading', { name: 'How alike the pairs are' }).waitFor();
		await context.close();
	});

	test('in every language of the screens', async () => {
		for (const [language, words] of [['pt', 'Quão parecidos são os pares'], ['it', 'Quanto si somigliano le coppie']]) {
			const { context, page, faults } = await signIn(browser, demo.url, reviewer, { language });
			await page.evaluate(async (l) => {
				const { csrf } = await (await fetch('/api/v1/me')).json();
				await fetch('/api/v1/me/language', { method: 'PUT', headers: { 'X-Farol-CSRF': csrf, 'Content-Type': 'application/json' }, body: JSON.stringify({ language: l }) });
			}, language);
			await page.goto(`${demo.url}/matching/company`);
			await settled(page);
			await page.getByRole('heading', { name: words }).waitFor();
			for (const path of ['', '/review']) {
				await page.goto(`${demo.url}/matching/company${path}`);
				await settled(page);
				assert.equal(await page.evaluate(() => document.documentElement.lang), language);
				assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
				assert.deepEqual(await axe(page), [], `${language} ${path}`);
				await screenshot(page, `matching-${language}${path.replace('/', '-')}`);
			}
			await page.evaluate(async () => {
				const { csrf } = await (await fetch('/api/v1/me')).json();
				await fetch('/api/v1/me/language', { method: 'PUT', headers: { 'X-Farol-CSRF': csrf, 'Content-Type': 'application/json' }, body: JSON.stringify({ language: 'en' }) });
			});
			assert.deepEqual(faults, []);
			await context.close();
		}
	});
});
