# Two commands matter: `sudo make demo` shows the main job, `sudo make test` runs the tests. Both set up everything that
# they need on a machine that has Swift and apt.

.PHONY: demo test bench nightly build setup format lint clean

demo: build
	scripts/demo

test: build
	scripts/test

bench: build
	scripts/bench

# Everything at length: thousands of random schedules instead of a hundred.
nightly: build
	WEFT_NIGHTLY=1 scripts/test

build: setup
	scripts/build

setup:
	scripts/setup

format:
	swift format -i -r Sources Tests Package.swift

lint:
	swift format lint --strict -r Sources Tests Package.swift

clean:
	rm -rf .build
