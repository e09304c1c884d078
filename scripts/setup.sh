#!/usr/bin/env bash
# Installs what a bare Debian 12 machine with Go, Node, Python and Java lacks. Safe to repeat: each part does nothing when it is there
# already, and says what it installs when it is not.
#
# usage: scripts/setup.sh ui|browser …
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*"; }

as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else
		say "cannot run '$*': not root and no sudo; run it yourself, then repeat" >&2
		return 1
	fi
}

apt_install() { # package …
	say "installing $* with apt-get"
	as_root apt-get update -qq >/dev/null
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

need_go() {
	command -v go >/dev/null || { say "Go is missing: install Go 1.26 or newer" >&2; exit 1; }
	if ! command -v gcc >/dev/null || ! command -v g++ >/dev/null; then apt_install gcc g++; fi
}

need_npm() { # folder
	command -v npm >/dev/null || apt_install nodejs npm
	local stamp="$1/node_modules/.setup"
	if [ ! -e "$stamp" ] || ! cmp -s "$1/package-lock.json" "$stamp"; then
		say "installing npm packages of $1 (package-lock.json)"
		(cd "$1" && npm ci --no-audit --no-fund --loglevel=error)
		cp "$1/package-lock.json" "$stamp"
	fi
}

# The screens are built when a source file is newer than the last build.
need_ui() {
	need_npm ui
	if [ ! -e ui/build/index.html ] ||
		[ -n "$(find ui/src ui/static ui/package.json ui/vite.config.ts -newer ui/build/index.html -print -quit)" ]; then
		say "building the screens (ui/build)"
		(cd ui && npm run --silent build >build.log 2>&1) || { cat ui/build.log >&2; exit 1; }
		touch ui/build/index.html
	fi
}

need_browser() {
	if ! command -v chromium >/dev/null; then apt_install chromium; fi
	need_npm test/e2e
}

for part in "$@"; do
	case "$part" in
	go) need_go ;;
	ui) need_go; need_ui ;;
	browser) need_browser ;;
	*) say "unknown part '$part'" >&2; exit 2 ;;
	esac
done
