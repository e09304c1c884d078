import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

// The server of a development project; the built screens are served by the Go program itself.
const server = process.env.FAROL_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
	plugins: [
		sveltekit({
			adapter: adapter({ fallback: 'index.html', precompress: true }),
			paths: { base: '' },
			// Kit's own default is the time of the build, and then no two builds are the same.
			version: { name: 'farol' }
		})
	],
	server: { proxy: { '/api': server } },
	test: { include: ['src/**/*.test.ts'], environment: 'node' }
});
