#!/usr/bin/env node
require('./parts.cjs').loadPart('main.cjs').start();
