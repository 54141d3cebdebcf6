package deprecation

// builtins are the names of Python's builtins that classes derive from or annotations use
// (Python library reference, "Built-in Functions", "Built-in Types", "Built-in Exceptions").
var builtins = set("object type int float complex bool str bytes bytearray memoryview list tuple dict set frozenset range slice " +
	"property staticmethod classmethod super enumerate filter map zip reversed " +
	"BaseException Exception ArithmeticError AssertionError AttributeError BlockingIOError BrokenPipeError BufferError " +
	"ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError EOFError EnvironmentError " +
	"FileExistsError FileNotFoundError FloatingPointError GeneratorExit IOError ImportError IndentationError IndexError InterruptedError " +
	"IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError NotADirectoryError " +
	"NotImplementedError OSError OverflowError PermissionError ProcessLookupError RecursionError ReferenceError RuntimeError " +
	"StopAsyncIteration StopIteration SyntaxError SystemError SystemExit TabError TimeoutError TypeError UnboundLocalError " +
	"UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError ValueError ZeroDivisionError " +
	"Warning BytesWarning DeprecationWarning EncodingWarning FutureWarning ImportWarning PendingDeprecationWarning " +
	"ResourceWarning RuntimeWarning SyntaxWarning UnicodeWarning UserWarning ExceptionGroup BaseExceptionGroup")
