package cpp

// apply computes a binary operator of an #if. Operands are converted to the unsigned type
// if one of them is ([expr.arith.conv]).
func (e *evaluator) apply(op string, a, b number64) number64 {
	unsigned := a.unsigned || b.unsigned
	less := a.n < b.n
	if unsigned {
		less = uint64(a.n) < uint64(b.n)
	}
	switch op {
	case "&&":
		return number64{n: boolean(a.n != 0 && b.n != 0)}
	case "||":
		return number64{n: boolean(a.n != 0 || b.n != 0)}
	case "==":
		return number64{n: boolean(a.n == b.n)}
	case "!=":
		return number64{n: boolean(a.n != b.n)}
	case "<":
		return number64{n: boolean(less)}
	case ">=":
		return number64{n: boolean(!less)}
	case ">":
		return number64{n: boolean(!less && a.n != b.n)}
	case "<=":
		return number64{n: boolean(less || a.n == b.n)}
	case "<<":
		return shift(a, b.n)
	case ">>":
		return shift(a, -b.n)
	case "/", "%":
		return e.divide(op, a, b)
	}
	return number64{calculate(op, a.n, b.n), unsigned}
}

// calculate computes what is the same for signed and unsigned operands.
func calculate(op string, a, b int64) int64 {
	switch op {
	case "|":
		return a | b
	case "^":
		return a ^ b
	case "&":
		return a & b
	case "+":
		return a + b
	case "-":
		return a - b
	}
	return a * b
}

// shift shifts left, or right by a negative count, as GCC does: arithmetically, and by any
// count.
func shift(a number64, by int64) number64 {
	switch {
	case by >= 64 || by <= -64:
		if a.n < 0 && !a.unsigned && by < 0 {
			return number64{n: -1}
		}
		return number64{unsigned: a.unsigned}
	case by >= 0:
		a.n <<= by
	case a.unsigned:
		a.n = int64(uint64(a.n) >> -by)
	default:
		a.n >>= -by
	}
	return a
}

func (e *evaluator) divide(op string, a, b number64) number64 {
	unsigned := a.unsigned || b.unsigned
	switch {
	case b.n == 0:
		if e.live {
			return e.fail()
		}
		return number64{unsigned: unsigned}
	case unsigned && op == "/":
		return number64{int64(uint64(a.n) / uint64(b.n)), true}
	case unsigned:
		return number64{int64(uint64(a.n) % uint64(b.n)), true}
	case op == "/":
		return number64{n: a.n / b.n}
	}
	return number64{n: a.n % b.n}
}
