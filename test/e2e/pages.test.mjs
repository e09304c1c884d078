// Every page of the examples, as a person meets them: wide and narrow, light and dark, with axe, a keyboard, and a second tenant.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { axe, screenshot, settled, signIn, startBrowser, startDemo } from './farol.mjs';

const examples = [
	{ name: 'realestate', user: /large agency/i, pages: ['home', 'ads_performance', 'overall_performance'] },
	{ name: 'campaigns', user: /^Marketing manager/, pages: ['facebook_posts', 'facebook_ads', 'google_ads', 'calls'] },
	{ name: 'companies', user: /^Operator/, pages: ['companies', 'sources', 'quality', 'changes', 'duplicates', 'identities'] }
];

for (const example of examples) {
	describe(example.name, () => {
		let demo, browser;
		before(async () => {
			demo = await startDemo(example.name);
			browser = await startBrowser();
		});
		after(async () => {
			await browser?.close();
			await demo?.stop();
		});

		for (const size of ['desktop', 'phone']) {
			for (const theme of ['light', 'dark']) {
				test(`every page, ${size}, ${theme}`, async () => {
					const { context, page, faults } = await signIn(browser, demo.url, example.user, { size, theme });
					for (const name of [...example.pages.map((p) => `p/${p}`), 'explore']) {
						await page.goto(`${demo.url}/${name}`);
						await settled(page);
						assert.equal(await page.getByText('could not be computed').count(), 0, `${name} has a failed tile`);
						const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
						assert.ok(wide <= 0, `${name} scrolls sideways by ${wide} px`);
						assert.deepEqual(await axe(page), [], `axe on ${name}, ${size}, ${theme}`);
						await screenshot(page, `${example.name}-${name.replace('/', '-')}-${size}-${theme}`);
					}
					assert.deepEqual(faults, []);
					await context.close();
				});
			}
		}
	});
}

describe('login', () => {
	let demo, browser;
	before(async () => {
		demo = await startDemo('realestate');
		browser = await startBrowser();
	});
	after(async () => {
		await browser?.close();
		await demo?.stop();
	});

	test('the log-in page, every size and theme', async () => {
		for (const size of ['desktop', 'phone']) {
			for (const theme of ['light', 'dark']) {
				const context = await browser.newContext({
					viewport: size === 'phone' ? { width: 390, height: 844 } : { width: 1440, height: 900 },
					colorScheme: theme
				});
				const page = await context.newPage();
				await page.goto(`${demo.url}/login`);
				await page.getByRole('heading', { level: 1 }).waitFor();
				assert.deepEqual(await axe(page), [], `${size} ${theme}`);
				await screenshot(page, `login-${size}-${theme}`);
				await context.close();
			}
		}
	});

	test('a page is not shown to somebody who is signed out', async () => {
		const context = await browser.newContext();
		const page = await context.newPage();
		await page.goto(`${demo.url}/p/home`);
		await page.waitForURL(/\/login/);
		await context.close();
	});

	test('a page asks for its data once, and its scripts are small', async () => {
		const { context, page } = await signIn(browser, demo.url, /large agency/i);
		await settled(page); // The first page after signing in is not the one that is counted.
		const data = [];
		const fetched = [];
		page.on('response', (r) => {
			const path = new URL(r.url()).pathname;
			if (path.startsWith('/api/v1/') && !/\/(me|login-info)$/.test(path)) data.push(path);
			if (path.endsWith('.js')) fetched.push(r.body());
		});
		await page.goto(`${demo.url}/p/home`);
		await settled(page);
		assert.deepEqual(data, ['/api/v1/pages/home']);
		// What the browser keeps from before counts too, so that its own count of bytes does not do.
		const scripts = (await Promise.all(fetched)).reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0);
		assert.ok(scripts > 0 && scripts <= 90 * 1024, `${scripts} bytes of compressed JavaScript`);
		await context.close();
	});

	test('home by keyboard alone: filter, chart, explanation', async () => {
		const { context, page } = await signIn(browser, demo.url, /large agency/i);
		await page.goto(`${demo.url}/p/home`);
		await settled(page);
		const before = await page.locator('.sentence').innerText();
		const tab = async (match, most = 80) => {
			for (let i = 0; i < most; i++) {
				await page.keyboard.press('Tab');
				const name = await page.evaluate(() => {
					const e = document.activeElement;
					return `${e?.tagName} ${e?.className?.baseVal ?? e?.className} ${e?.getAttribute('aria-label') ?? ''} ${e?.textContent?.slice(0, 60)}`;
				});
				if (match.test(name)) return name;
			}
			assert.fail(`the keyboard does not reach ${match}`);
		};
		await tab(/tok/);
		await page.keyboard.press('Enter');
		await page.getByRole('dialog').waitFor();
		await page.keyboard.press('Escape');
		await page.getByRole('dialog').waitFor({ state: 'detached' });
		await tab(/Explain/);
		await page.keyboard.press('Enter');
		await page.getByRole('dialog').waitFor();
		await page.getByRole('dialog').getByText(/\d/).first().waitFor();
		await page.keyboard.press('Escape');
		await page.getByRole('dialog').waitFor({ state: 'detached' });
		assert.equal(await page.locator('.sentence').innerText(), before);
		await context.close();
	});
});
