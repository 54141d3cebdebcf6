package abi

// The types that constants have.
var (
	boolType      = &Type{Kind: Builtin, Name: "bool"}
	charType      = &Type{Kind: Builtin, Name: "char"}
	intType       = &Type{Kind: Builtin, Name: "int"}
	uintType      = &Type{Kind: Builtin, Name: "unsigned int"}
	longType      = &Type{Kind: Builtin, Name: "long"}
	ulongType     = &Type{Kind: Builtin, Name: "unsigned long"}
	longlongType  = &Type{Kind: Builtin, Name: "long long"}
	ulonglongType = &Type{Kind: Builtin, Name: "unsigned long long"}
)

// builtinSize is the size of builtin types in bytes (x86-64 psABI, 3.1.2).
var builtinSize = map[string]int64{
	"bool": 1, "char": 1, "signed char": 1, "unsigned char": 1, "char8_t": 1,
	"short": 2, "unsigned short": 2, "char16_t": 2,
	"int": 4, "unsigned int": 4, "char32_t": 4, "wchar_t": 4, "float": 4,
	"long": 8, "unsigned long": 8, "long long": 8, "unsigned long long": 8, "double": 8,
	"long double": 16, "__int128": 16, "unsigned __int128": 16, "decltype(nullptr)": 8,
}

// integral gives width in bits and signedness of an integral or enumeration type.
func integral(t *Type) (width int, unsigned, ok bool) {
	if t == nil {
		return 32, false, true
	}
	if t.Kind == EnumType && t.Enum != nil {
		if t.Enum.Underlying == nil {
			return 32, false, true
		}
		t = t.Enum.Underlying
	}
	if t.Kind != Builtin {
		return 0, false, false
	}
	switch t.Name {
	case "bool", "unsigned char", "unsigned short", "unsigned int", "unsigned long", "unsigned long long", "char8_t", "char16_t", "char32_t":
		unsigned = true
	case "char", "signed char", "short", "int", "long", "long long", "wchar_t":
	default:
		return 0, false, false
	}
	return int(builtinSize[t.Name]) * 8, unsigned, true
}

// convert casts a value.
func convert(v value, t *Type) value {
	width, unsigned, ok := integral(t)
	if !v.known || !ok {
		return value{}
	}
	v.typ, v.width, v.unsigned = withoutCV(t), width, unsigned
	if t.Kind == Builtin && t.Name == "bool" {
		v.bits = int64(b2i(v.bits != 0))
		return v
	}
	v.bits = truncated(v.bits, width, unsigned)
	return v
}

func truncated(bits int64, width int, unsigned bool) int64 {
	shift := 64 - width
	if unsigned {
		return int64(uint64(bits) << shift >> shift)
	}
	return bits << shift >> shift
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// promoted is a value after integral promotion ([conv.prom]).
func promoted(v value) value {
	if v.width < 32 || v.typ == nil || v.typ.Kind == EnumType {
		if v.width < 32 {
			v.width, v.unsigned = 32, false
		}
		v.typ = arithmetic(v)
	}
	return v
}

// arithmetic is the builtin type of a promoted width and signedness.
func arithmetic(v value) *Type {
	switch {
	case v.width == 64 && v.unsigned:
		return ulongType
	case v.width == 64:
		return longType
	case v.unsigned:
		return uintType
	}
	return intType
}

func unaryOp(op string, v value) value {
	if !v.known {
		return value{}
	}
	if op == "!" {
		return value{known: true, bits: int64(b2i(v.bits == 0)), typ: boolType, width: 8}
	}
	v = promoted(v)
	switch op {
	case "-":
		v.bits = -v.bits
	case "~":
		v.bits = ^v.bits
	}
	v.bits = truncated(v.bits, v.width, v.unsigned)
	return v
}

// binaryOp evaluates one operator ([expr.arith.conv] and following).
func binaryOp(op string, a, b value) value {
	if op == "&&" || op == "||" {
		return logical(op, a, b)
	}
	if !a.known || !b.known {
		return value{}
	}
	a, b = promoted(a), promoted(b)
	v := a
	if op != "<<" && op != ">>" && (b.width > a.width || b.width == a.width && b.unsigned && !a.unsigned) {
		v = b
	}
	if v.width == 0 {
		v.width = 32
	}
	x, y := truncated(a.bits, v.width, v.unsigned), truncated(b.bits, v.width, v.unsigned)
	less := x < y
	if v.unsigned {
		less = uint64(x) < uint64(y)
	}
	switch op {
	case "==", "!=", "<", ">", "<=", ">=":
		is := map[string]bool{"==": x == y, "!=": x != y, "<": less, ">=": !less, ">": !less && x != y, "<=": less || x == y}[op]
		return value{known: true, bits: int64(b2i(is)), typ: boolType, width: 8}
	case "/", "%":
		if y == 0 {
			return value{}
		}
		v.bits = quotient(op, x, y, v.unsigned)
	case "<<", ">>":
		if b.bits < 0 || b.bits >= int64(v.width) {
			return value{}
		}
		v.bits = shifted(op, a.bits, b.bits, v.unsigned)
	default:
		v.bits = arith(op, x, y)
	}
	v.bits = truncated(v.bits, v.width, v.unsigned)
	return v
}

func arith(op string, x, y int64) int64 {
	switch op {
	case "+":
		return x + y
	case "-":
		return x - y
	case "*":
		return x * y
	case "&":
		return x & y
	case "|":
		return x | y
	}
	return x ^ y
}

func shifted(op string, x, n int64, unsigned bool) int64 {
	switch {
	case op == "<<":
		return x << n
	case unsigned:
		return int64(uint64(x) >> n)
	}
	return x >> n
}

func quotient(op string, x, y int64, unsigned bool) int64 {
	switch {
	case unsigned && op == "/":
		return int64(uint64(x) / uint64(y))
	case unsigned:
		return int64(uint64(x) % uint64(y))
	case y == -1 && op == "/":
		return -x
	case y == -1:
		return 0
	case op == "/":
		return x / y
	}
	return x % y
}

func logical(op string, a, b value) value {
	v := value{known: true, typ: boolType, width: 8}
	switch {
	case a.known && (a.bits != 0) == (op == "||"), b.known && (b.bits != 0) == (op == "||"):
		v.bits = int64(b2i(op == "||"))
	case a.known && b.known:
		v.bits = int64(b2i(op == "&&"))
	default:
		return value{}
	}
	return v
}
