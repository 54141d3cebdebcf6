package cpp

import "plumbline/parse"

// templateParams reads `<...>` of a template header ([temp.param]); `template` is passed.
func (p *declParser) templateParams() ([]parse.TemplateParam, bool) {
	if !p.is("<") || !p.enter() {
		return nil, false
	}
	defer p.leave()
	p.pos++
	params := []parse.TemplateParam{}
	if p.takeAngle() {
		return params, true
	}
	defer func() { countValues(p.values, params, -1) }()
	for {
		start := p.pos
		param, ok := p.templateParam()
		if !ok {
			return nil, false
		}
		param.Text = p.textOf(start, p.pos)
		params = append(params, param)
		p.values = countValues(p.values, params[len(params)-1:], 1) // the rest of the list sees it
		switch {
		case p.take(","):
		case p.takeAngle():
			return params, true
		default:
			return nil, false
		}
	}
}

func (p *declParser) templateParam() (parse.TemplateParam, bool) {
	if p.word() == "template" {
		return p.templateTemplateParam()
	}
	if w := p.word(); (w == "typename" || w == "class") && !p.isQualifiedAfterTypename() {
		p.pos++
		return p.typeParam(parse.TypeParam)
	}
	var s specifiers
	var none scopeContext
	if !p.specifiers(&s, &none, false) || s.typ == nil {
		return parse.TemplateParam{}, false
	}
	d, ok := p.declarator(s.typ, optional)
	if !ok {
		return parse.TemplateParam{}, false
	}
	param := parse.TemplateParam{Kind: parse.ValueParam, Type: d.typ, Pack: d.pack}
	if d.name != nil {
		param.Name = d.name.Last().Ident
	}
	if p.take("=") {
		arg, ok := p.templateArg()
		if !ok {
			return param, false
		}
		param.Default = &arg
	}
	return param, true
}

// isQualifiedAfterTypename tells `typename A::b x` (a value parameter of a dependent type)
// from `typename A`.
func (p *declParser) isQualifiedAfterTypename() bool {
	if p.word() != "typename" || p.wordAt(1) == "" && !p.isAt(1, "::") {
		return false
	}
	return p.isAt(2, "::") || p.isAt(1, "::") || p.isAt(2, "<")
}

// typeParam reads the rest of a type or template parameter: [...] [name] [= default].
func (p *declParser) typeParam(kind parse.TemplateParamKind) (parse.TemplateParam, bool) {
	param := parse.TemplateParam{Kind: kind}
	var s specifiers
	p.attributes(&s)
	if p.take("...") {
		param.Pack = true
	}
	if w := p.word(); w != "" && !isReserved(w) {
		param.Name = w
		p.pos++
	}
	if p.take("=") {
		t, ok := p.typeID()
		if !ok {
			return param, false
		}
		param.Default = &parse.TemplateArg{Type: t}
	}
	return param, true
}

func (p *declParser) templateTemplateParam() (parse.TemplateParam, bool) {
	p.pos++
	if _, ok := p.templateParams(); !ok {
		return parse.TemplateParam{}, false
	}
	if !p.take("class") && !p.take("typename") {
		return parse.TemplateParam{}, false
	}
	return p.typeParam(parse.TemplateTemplateParam)
}
