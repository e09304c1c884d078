// Passwords: the link that works once, and changing one's own.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { axe, settled, startBrowser, startDemo } from './farol.mjs';

describe('passwords', () => {
	let demo, browser;
	before(async () => {
		demo = await startDemo('campaigns');
		browser = await startBrowser();
	});
	after(async () => {
		await browser?.close();
		await demo?.stop();
	});

	const inside = (page) => page.waitForURL((u) => u.pathname.startsWith('/p/') || u.pathname === '/');
	async function logIn(page, user, password) {
		await page.goto(`${demo.url}/login`);
		await page.getByLabel('User', { exact: true }).fill(user);
		await page.getByLabel('Password', { exact: true }).fill(password);
		await page.getByRole('button', { name: 'Log in', exact: true }).click();
	}

	test('a link sets a password once; then the password is changed, and the old one is no key any more', async () => {
		const said = await demo.command('user', 'passwd', 'manager@demo', '--link');
		const link = /http\S+\/password#\S+/.exec(said)?.[0];
		assert.ok(link, `no link in: ${said}`);
		const context = await browser.newContext({ locale: 'en' });
		const page = await context.newPage();
		await page.goto(link);
		await page.getByRole('heading', { level: 1, name: 'New password' }).waitFor();
		assert.deepEqual(await axe(page), []);
		await page.getByRole('textbox', { name: 'New password' }).fill('quiet harbour lamp');
		await page.getByRole('button', { name: 'Save and log in' }).click();
		await inside(page);
		await settled(page);

		await page.getByRole('button', { name: 'Change password' }).click();
		const sheet = page.getByRole('dialog', { name: 'Change password' });
		await sheet.getByLabel('Present password').fill('not the password');
		await sheet.getByRole('textbox', { name: 'New password' }).fill('another harbour lamp');
		await sheet.getByRole('button', { name: 'Change password' }).click();
		await sheet.getByText('The present password is wrong.').waitFor();
		assert.deepEqual(await axe(page), []);
		await sheet.getByLabel('Present password').fill('quiet harbour lamp');
		await sheet.getByRole('button', { name: 'Change password' }).click();
		await sheet.getByRole('status').waitFor();
		await context.close();

		const other = await browser.newContext({ locale: 'en' });
		const again = await other.newPage();
		await again.goto(link);
		await again.getByRole('textbox', { name: 'New password' }).fill('a third harbour lamp');
		await again.getByRole('button', { name: 'Save and log in' }).click();
		await again.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
		await logIn(again, 'manager@demo', 'quiet harbour lamp');
		await again.getByText('User or password is wrong.').waitFor();
		await logIn(again, 'manager@demo', 'another harbour lamp');
		await inside(again);
		await other.close();
	});

	test('a link without its token says so and asks for nothing', async () => {
		const context = await browser.newContext({ locale: 'en' });
		const page = await context.newPage();
		await page.goto(`${demo.url}/password`);
		await page.getByText('This link is not complete').waitFor();
		assert.equal(await page.getByRole('button', { name: 'Save and log in' }).count(), 0);
		await context.close();
	});
});
