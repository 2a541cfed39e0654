# Two commands matter: `sudo make demo` shows the main job, `sudo make test` runs the tests. Both set up everything that
# they need on a machine that has Swift and apt.

.PHONY: demo test bench nightly nightly-tests nightly-schedules build setup format lint clean

demo: build
	scripts/demo

test: build
	scripts/test

bench: build
	scripts/bench

# Everything at length, two and a half hours on two cores: thousands of random schedules instead of a hundred.
nightly: nightly-tests nightly-schedules

nightly-tests: build
	WEFT_NIGHTLY=1 scripts/test

# 100,000 schedules of faults on whole hosts, most of an hour on two cores.
nightly-schedules: build
	WEFT_NIGHTLY=1 swift test --skip-build -c release -Xswiftc -enable-testing --filter FleetScheduleTests

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
