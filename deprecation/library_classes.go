package deprecation

import "strings"

// libraryName is the one name of a class outside of the tree, its last: what typing calls
// otherwise than the module that has it (PEP 585) and the old names of exceptions (PEP 3151)
// read the same. The set of collections.abc is told from that of typing, which is the builtin.
func libraryName(dotted string) string {
	last := lastOf(dotted)
	if same, ok := libraryAliases[dotted]; ok {
		return same
	}
	if outer := outerOf(dotted); outer == "typing" || outer == "typing_extensions" {
		if same, ok := libraryAliases["typing."+last]; ok {
			return same
		}
		if plain, ok := builtinOf[last]; ok {
			return plain
		}
	}
	return last
}

// libraryAliases are the names that Python's library has for a class beside the last one of its
// own, the generic aliases of builtinOf aside.
var libraryAliases = map[string]string{
	"collections.abc.Set": "AbstractSet", "collections.Set": "AbstractSet",
	"typing.Text": "str", "typing.ContextManager": "AbstractContextManager", "typing.AsyncContextManager": "AbstractAsyncContextManager",
	"builtins.IOError": "OSError", "builtins.EnvironmentError": "OSError", "os.error": "OSError", "socket.error": "OSError", "select.error": "OSError",
	"enum.EnumMeta": "EnumType",
}

// libraryAncestors are a class outside of the tree and what Python's library has above it, each
// as libraryName gives it.
func libraryAncestors(dotted string) []string {
	out := []string{libraryName(dotted)}
	if !classModules[outerOf(dotted)] {
		return out
	}
	for i := 0; i < len(out) && len(out) < maxAncestors; i++ {
		out = append(out, superTypes[out[i]]...)
		out = append(out, superErrors[out[i]]...)
	}
	return out
}

// classModules are the modules whose classes superTypes and structural speak of.
var classModules = set("builtins enum typing typing_extensions collections collections.abc contextlib os pathlib")

// superErrors are the exceptions right above those of Python's own (Python library reference,
// "Exception hierarchy").
var superErrors = makeSuperErrors()

func makeSuperErrors() map[string][]string {
	out := map[string][]string{}
	for above, below := range map[string]string{
		"BaseException":      "Exception GeneratorExit KeyboardInterrupt SystemExit BaseExceptionGroup",
		"BaseExceptionGroup": "ExceptionGroup",
		"Exception": "ArithmeticError AssertionError AttributeError BufferError EOFError ExceptionGroup ImportError LookupError MemoryError " +
			"NameError OSError ReferenceError RuntimeError StopAsyncIteration StopIteration SyntaxError SystemError TypeError ValueError Warning",
		"ArithmeticError": "FloatingPointError OverflowError ZeroDivisionError",
		"ImportError":     "ModuleNotFoundError",
		"LookupError":     "IndexError KeyError",
		"NameError":       "UnboundLocalError",
		"OSError": "BlockingIOError ChildProcessError ConnectionError FileExistsError FileNotFoundError InterruptedError IsADirectoryError " +
			"NotADirectoryError PermissionError ProcessLookupError TimeoutError",
		"ConnectionError":  "BrokenPipeError ConnectionAbortedError ConnectionRefusedError ConnectionResetError",
		"RuntimeError":     "NotImplementedError RecursionError",
		"SyntaxError":      "IndentationError",
		"IndentationError": "TabError",
		"ValueError":       "UnicodeError",
		"UnicodeError":     "UnicodeDecodeError UnicodeEncodeError UnicodeTranslateError",
		"Warning": "BytesWarning DeprecationWarning EncodingWarning FutureWarning ImportWarning PendingDeprecationWarning ResourceWarning " +
			"RuntimeWarning SyntaxWarning UnicodeWarning UserWarning",
	} {
		for n := range strings.FieldsSeq(below) {
			out[n] = append(out[n], above)
		}
	}
	return out
}

// structural are the methods by which abstract classes of the library know what is one of theirs
// without being told (Python library reference, collections.abc, contextlib, os, typing).
var structural = map[string][]string{
	"Container": {"__contains__"}, "Hashable": {"__hash__"}, "Iterable": {"__iter__"}, "Iterator": {"__iter__", "__next__"},
	"Reversible": {"__iter__", "__reversed__"}, "Generator": {"__iter__", "__next__", "send", "throw", "close"}, "Sized": {"__len__"},
	"Callable": {"__call__"}, "Collection": {"__contains__", "__iter__", "__len__"}, "Awaitable": {"__await__"},
	"Coroutine": {"__await__", "send", "throw", "close"}, "AsyncIterable": {"__aiter__"}, "AsyncIterator": {"__aiter__", "__anext__"},
	"AsyncGenerator": {"__aiter__", "__anext__", "asend", "athrow", "aclose"}, "Buffer": {"__buffer__"},
	"AbstractContextManager": {"__enter__", "__exit__"}, "AbstractAsyncContextManager": {"__aenter__", "__aexit__"},
	"PathLike": {"__fspath__"}, "SupportsInt": {"__int__"}, "SupportsFloat": {"__float__"}, "SupportsComplex": {"__complex__"},
	"SupportsBytes": {"__bytes__"}, "SupportsIndex": {"__index__"}, "SupportsAbs": {"__abs__"}, "SupportsRound": {"__round__"},
}
