#!/bin/sh
# Makes the pictures of the README anew, from a sample in a real browser.
set -eu
cd "$(dirname "$0")/.."
SIMCONSOLE_CHROMIUM="$(command -v chromium-headless-shell || command -v chromium)"
SIMCONSOLE_PICTURES="$PWD/docs"
export SIMCONSOLE_CHROMIUM SIMCONSOLE_PICTURES
dotnet run -c Release --project tests/SimConsole.BrowserTests -- -class SimConsole.BrowserTests.DocumentPictures
