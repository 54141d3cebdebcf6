package python

// number reads a numeric literal. A keyword may follow it without a space (`1if x`); any
// other letter makes two operands side by side, which emit reports.
func (l *lexer) number() {
	p := l.pos
	if l.src[p] == '0' && p+1 < len(l.src) {
		switch l.src[p+1] | 0x20 {
		case 'x':
			l.emit(tokNumber, l.digits(p+2, isHex))
			return
		case 'o', 'b':
			l.emit(tokNumber, l.digits(p+2, isDecimal))
			return
		}
	}
	whole := l.digits(p, isDecimal)
	end := whole
	if end < len(l.src) && l.src[end] == '.' {
		end = l.digits(end+1, isDecimal)
	}
	if end < len(l.src) && l.src[end]|0x20 == 'e' {
		q := end + 1
		if q < len(l.src) && (l.src[q] == '+' || l.src[q] == '-') {
			q++
		}
		if q < len(l.src) && isDecimal(l.src[q]) {
			end = l.digits(q, isDecimal)
		}
	}
	if end < len(l.src) && l.src[end]|0x20 == 'j' {
		end++
	}
	if end == whole && leadingZero(l.src[p:whole]) {
		l.bad = true
	}
	l.emit(tokNumber, end)
}

// digits gives the offset after the digits and underscores from p on.
func (l *lexer) digits(p int, digit func(byte) bool) int {
	for p < len(l.src) && (digit(l.src[p]) || l.src[p] == '_') {
		p++
	}
	return p
}

func isDecimal(c byte) bool { return classes[c] == classDigit }

func isHex(c byte) bool { return isDecimal(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }

// leadingZero tells an integer that Python 2 read as octal: 0777.
func leadingZero(digits []byte) bool {
	if len(digits) == 0 || digits[0] != '0' {
		return false
	}
	for _, c := range digits {
		if c != '0' && c != '_' {
			return true
		}
	}
	return false
}
