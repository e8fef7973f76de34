// Generated from schemas/ by `npm run generate`. Change the schemas, not this file.

let made: Readonly<Record<string, unknown>> | undefined;

/** The schemas of the configuration by their path below schemas/. They are made when something is to be said of one. */
export function schemasByPath(): Readonly<Record<string, unknown>> {
  made ??= makeSchemas();
  return made;
}

const makeSchemas = () => ({
  "config.schema.json": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "cscert configuration",
    "description": "The certificates that a Lync Server or Skype for Business Server deployment must have. One file, or a folder of files that merge.",
    "type": "object",
    "additionalProperties": false,
    "properties": {
      "deployment": {
        "$ref": "#/$defs/deployment"
      },
      "authorities": {
        "description": "Who issues certificates, by a name of your choice.",
        "type": "object",
        "minProperties": 1,
        "propertyNames": {
          "$ref": "#/$defs/label"
        },
        "additionalProperties": {
          "$ref": "#/$defs/authority"
        }
      },
      "connections": {
        "description": "How servers are reached, by a name of your choice.",
        "type": "object",
        "minProperties": 1,
        "propertyNames": {
          "$ref": "#/$defs/label"
        },
        "additionalProperties": {
          "$ref": "#/$defs/connection"
        }
      },
      "defaults": {
        "$ref": "#/$defs/defaults"
      },
      "pools": {
        "description": "The pools of the topology, by their fully qualified domain names.",
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {
          "$ref": "#/$defs/pool"
        }
      }
    },
    "$defs": {
      "label": {
        "description": "A short name: lower-case letters, digits and hyphens, beginning with a letter.",
        "type": "string",
        "pattern": "^[a-z][a-z0-9-]*$",
        "maxLength": 40
      },
      "domain": {
        "description": "A DNS domain, for example contoso.com.",
        "type": "string",
        "maxLength": 253
      },
      "hostName": {
        "description": "A fully qualified host name, for example fe01.contoso.com.",
        "type": "string",
        "maxLength": 253
      },
      "webAddress": {
        "description": "An https address without a port. Only its host counts for certificates.",
        "type": "string",
        "maxLength": 2000
      },
      "deployment": {
        "description": "What holds for the whole topology.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "name",
          "product",
          "sipDomains"
        ],
        "properties": {
          "name": {
            "$ref": "#/$defs/label"
          },
          "product": {
            "$ref": "#/$defs/product"
          },
          "sipDomains": {
            "description": "The SIP domains. The first is the default: it names the OAuth certificate.",
            "type": "array",
            "minItems": 1,
            "items": {
              "$ref": "#/$defs/domain"
            }
          },
          "simpleUrls": {
            "$ref": "#/$defs/simpleUrls"
          },
          "sites": {
            "description": "Sites with something of their own, by a name of your choice. A pool belongs to one by site: NAME.",
            "type": "object",
            "minProperties": 1,
            "propertyNames": {
              "$ref": "#/$defs/label"
            },
            "additionalProperties": {
              "$ref": "#/$defs/site"
            }
          },
          "legacySignIn": {
            "description": "Fallback names of automatic sign-in that exist in DNS: sipinternal.DOMAIN (then the Default certificates where clients sign in carry it) and sipexternal.DOMAIN (then the external certificates of Edge pools do), for every SIP domain. Default: none.",
            "type": "array",
            "uniqueItems": true,
            "items": {
              "enum": [
                "sipinternal",
                "sipexternal"
              ]
            }
          },
          "globalVia": {
            "description": "The server that makes what is global (the certificate of OAuthTokenIssuer) and assigns it for all: one whose sessions reach the central management store. Default: the server that has the certificate or its request, else the first by name.",
            "$ref": "#/$defs/hostName"
          },
          "certificates": {
            "description": "Certificates of the deployment as a whole. Without it: one named oauth, for OAuthTokenIssuer.",
            "type": "object",
            "propertyNames": {
              "$ref": "#/$defs/label"
            },
            "additionalProperties": {
              "$ref": "#/$defs/certificate"
            }
          }
        }
      },
      "product": {
        "description": "The product and its version.",
        "enum": [
          "lync2013",
          "sfb2015",
          "sfb2019",
          "sfbse"
        ]
      },
      "site": {
        "description": "What a site has of its own.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "simpleUrls": {
            "description": "Simple URLs of the site (Set-CsSimpleUrlConfiguration with site scope). For its pools they take the place of all that the deployment has. Default: those of the deployment.",
            "$ref": "#/$defs/simpleUrls"
          }
        }
      },
      "simpleUrls": {
        "description": "The simple URLs of meetings, dial-in and administration.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "meet": {
            "description": "Meeting addresses, one or one for each SIP domain.",
            "anyOf": [
              {
                "$ref": "#/$defs/webAddress"
              },
              {
                "type": "array",
                "minItems": 1,
                "items": {
                  "$ref": "#/$defs/webAddress"
                }
              }
            ]
          },
          "dialin": {
            "description": "The dial-in conferencing address.",
            "$ref": "#/$defs/webAddress"
          },
          "admin": {
            "description": "The address of the control panel.",
            "$ref": "#/$defs/webAddress"
          }
        }
      },
      "authority": {
        "description": "Who issues. The type decides which other settings there are.",
        "type": "object",
        "required": [
          "type"
        ],
        "discriminator": {
          "propertyName": "type"
        },
        "oneOf": [
          {
            "$ref": "authorities/local.schema.json"
          },
          {
            "$ref": "authorities/offline.schema.json"
          },
          {
            "$ref": "authorities/adcs.schema.json"
          }
        ]
      },
      "connection": {
        "description": "How servers are reached. The type decides which other settings there are.",
        "type": "object",
        "required": [
          "type"
        ],
        "discriminator": {
          "propertyName": "type"
        },
        "oneOf": [
          {
            "$ref": "connections/directory.schema.json"
          },
          {
            "$ref": "connections/powershell.schema.json"
          }
        ]
      },
      "defaults": {
        "description": "What holds for every certificate that does not say otherwise: in the whole deployment or, below a pool, in that pool.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "authority": {
            "description": "Name of the authority. May be left out when only one is declared.",
            "$ref": "#/$defs/label"
          },
          "publicAuthority": {
            "description": "Name of the authority that issues what is seen from outside: the external certificates of Edge pools and those of reverse proxies. They have no other default.",
            "$ref": "#/$defs/label"
          },
          "connection": {
            "description": "Name of the connection. May be left out when only one is declared.",
            "$ref": "#/$defs/label"
          },
          "template": {
            "$ref": "#/$defs/template"
          },
          "key": {
            "$ref": "#/$defs/key"
          },
          "subject": {
            "$ref": "#/$defs/subject"
          },
          "names": {
            "$ref": "#/$defs/nameChoices"
          },
          "signature": {
            "$ref": "#/$defs/signature"
          },
          "renewBefore": {
            "$ref": "#/$defs/renewBefore"
          },
          "renewSpread": {
            "$ref": "#/$defs/renewSpread"
          },
          "retireAfter": {
            "$ref": "#/$defs/retireAfter"
          },
          "maintenance": {
            "$ref": "#/$defs/maintenance"
          },
          "restart": {
            "$ref": "#/$defs/restart"
          }
        }
      },
      "pool": {
        "description": "One pool: its role, its servers and, if the usual layout will not do, its certificates.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "role"
        ],
        "properties": {
          "role": {
            "description": "The role of the pool's servers. persistentChat: Lync Server 2013 and Skype for Business Server 2015 only. videoInterop: from Skype for Business Server 2015 on. reverseProxy: no role of the product, but part of every deployment.",
            "enum": [
              "frontEnd",
              "standardEdition",
              "director",
              "mediation",
              "edge",
              "persistentChat",
              "videoInterop",
              "survivableBranch",
              "trustedApplication",
              "reverseProxy"
            ]
          },
          "product": {
            "description": "The product of this pool's servers, where it is another than the deployment's, as while a deployment is migrated. Default: the deployment's.",
            "$ref": "#/$defs/product"
          },
          "site": {
            "description": "Name of the pool's site, one of deployment: {sites: {...}}. Without it: a site with nothing of its own.",
            "$ref": "#/$defs/label"
          },
          "connection": {
            "description": "Name of the connection for these servers.",
            "$ref": "#/$defs/label"
          },
          "servers": {
            "description": "The servers of the pool. A Standard Edition server and a Survivable Branch Appliance are their own pool and need none. A pool of a single computer names itself here, except for frontEnd, whose servers never have the pool's name.",
            "anyOf": [
              {
                "type": "array",
                "minItems": 1,
                "items": {
                  "$ref": "#/$defs/hostName"
                }
              },
              {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": {
                  "anyOf": [
                    {
                      "type": "null"
                    },
                    {
                      "$ref": "#/$defs/server"
                    }
                  ]
                }
              }
            ]
          },
          "webServices": {
            "description": "Host names of the pool's web services.",
            "type": "object",
            "additionalProperties": false,
            "properties": {
              "internal": {
                "description": "Internal host name. Without it: the pool's name. It cannot be overridden on Standard Edition.",
                "$ref": "#/$defs/hostName"
              },
              "external": {
                "description": "External host name.",
                "$ref": "#/$defs/hostName"
              }
            }
          },
          "edge": {
            "$ref": "#/$defs/edge"
          },
          "reverseProxy": {
            "$ref": "#/$defs/reverseProxy"
          },
          "automaticSignIn": {
            "description": "Whether clients find this pool by sip.DOMAIN, so that its Default certificate carries those names. Default: true for Front End, Standard Edition, Director and Survivable Branch Appliance.",
            "type": "boolean"
          },
          "defaults": {
            "$ref": "#/$defs/defaults"
          },
          "certificates": {
            "description": "The pool's certificates by a name of your choice. Without it: the role's usual layout.",
            "type": "object",
            "minProperties": 1,
            "propertyNames": {
              "$ref": "#/$defs/label"
            },
            "additionalProperties": {
              "$ref": "#/$defs/certificate"
            }
          }
        }
      },
      "edge": {
        "description": "The names under which an Edge pool is reached from outside. Several services may have the same name.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "access",
          "webConferencing",
          "av"
        ],
        "properties": {
          "access": {
            "description": "Name of the Access Edge service, for example access.contoso.com. It is the subject of the external certificate.",
            "$ref": "#/$defs/hostName"
          },
          "webConferencing": {
            "description": "Name of the Web Conferencing Edge service, for example webcon.contoso.com.",
            "$ref": "#/$defs/hostName"
          },
          "av": {
            "description": "Name of the A/V Edge service, for example av.contoso.com. Certificates need not carry it.",
            "$ref": "#/$defs/hostName"
          },
          "xmpp": {
            "description": "Domains of the XMPP proxy (Lync Server 2013 and Skype for Business Server 2015). With it the external certificate of the usual layout is also for XmppServer.",
            "type": "array",
            "minItems": 1,
            "items": {
              "$ref": "#/$defs/domain"
            }
          }
        }
      },
      "reverseProxy": {
        "description": "What a reverse proxy publishes besides simple URLs and automatic discovery.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "pools": {
            "description": "The pools whose external web services it publishes. Default: all that have web services.",
            "type": "array",
            "minItems": 1,
            "items": {
              "$ref": "#/$defs/hostName"
            }
          },
          "officeWebApps": {
            "description": "External name of the Office Web Apps farm (Office Online Server), where it is published, for example officewebapps.contoso.com.",
            "$ref": "#/$defs/hostName"
          },
          "scheduler": {
            "description": "Name of the Web Scheduler, where it is published under one of its own, for example scheduler.contoso.com.",
            "$ref": "#/$defs/hostName"
          }
        }
      },
      "server": {
        "description": "What is different on one server of the pool.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "connection": {
            "description": "Name of the connection for this server.",
            "$ref": "#/$defs/label"
          },
          "certificates": {
            "description": "Settings for the pool's certificates that differ on this server.",
            "type": "object",
            "propertyNames": {
              "$ref": "#/$defs/label"
            },
            "additionalProperties": {
              "$ref": "#/$defs/certificate"
            }
          }
        }
      },
      "certificate": {
        "description": "One certificate: what it is used for and what it is like. Everything but its usages has a default.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "usages": {
            "description": "What the certificate is assigned to. May be left out where the name is one of the role's usual layout.",
            "type": "array",
            "minItems": 1,
            "items": {
              "$ref": "#/$defs/usage"
            }
          },
          "scope": {
            "description": "server: each server has a certificate and a key of its own. pool: all servers share one, whose key is copied to them. Default: pool for Edge pools, trusted application pools and reverse proxies, server for all others.",
            "type": "string",
            "enum": [
              "server",
              "pool"
            ]
          },
          "authority": {
            "description": "Name of the authority that issues it. Default: that of the defaults; publicAuthority for the external usages of an Edge and for reverse proxies.",
            "$ref": "#/$defs/label"
          },
          "assign": {
            "description": "auto: it is assigned as soon as it is there. manual: it is requested and stored, and assigned by cscert apply --assign ADDRESS. Default: auto.",
            "type": "string",
            "enum": [
              "auto",
              "manual"
            ]
          },
          "use": {
            "$ref": "#/$defs/use"
          },
          "template": {
            "$ref": "#/$defs/template"
          },
          "friendlyName": {
            "description": "The name that the certificate store shows. Without it one is generated.",
            "type": "string",
            "minLength": 1,
            "maxLength": 180
          },
          "key": {
            "$ref": "#/$defs/key"
          },
          "subject": {
            "$ref": "#/$defs/subject"
          },
          "sipDomains": {
            "description": "The SIP domains whose names it carries. Without it: all of the deployment.",
            "type": "array",
            "items": {
              "$ref": "#/$defs/domain"
            }
          },
          "names": {
            "$ref": "#/$defs/names"
          },
          "eku": {
            "description": "Extended key usages. Default: serverAuth, and clientAuth for the Default usage of Front Ends, Standard Edition servers and Directors and for the Internal usage of Edge servers.",
            "type": "array",
            "minItems": 1,
            "uniqueItems": true,
            "items": {
              "enum": [
                "serverAuth",
                "clientAuth"
              ]
            }
          },
          "signature": {
            "$ref": "#/$defs/signature"
          },
          "renewBefore": {
            "$ref": "#/$defs/renewBefore"
          },
          "renewSpread": {
            "$ref": "#/$defs/renewSpread"
          },
          "retireAfter": {
            "$ref": "#/$defs/retireAfter"
          }
        }
      },
      "use": {
        "description": "A certificate that exists already is used, and nothing is requested. Either thumbprint, or pfx.",
        "type": "object",
        "additionalProperties": false,
        "minProperties": 1,
        "properties": {
          "thumbprint": {
            "description": "Thumbprint (SHA-1, 40 hex digits) of a certificate in the server's store, as Windows shows it, with or without blanks.",
            "type": "string",
            "minLength": 1,
            "maxLength": 200
          },
          "pfx": {
            "description": "Path of a PFX file with the certificate and its key, relative to the configuration. It does not belong into git.",
            "type": "string",
            "minLength": 1,
            "maxLength": 1000
          },
          "password": {
            "description": "Where the password of the PFX file is found.",
            "$ref": "#/$defs/secret"
          }
        }
      },
      "names": {
        "description": "Changes to the subject alternative names that follow from the topology, and choices where the product's documents contradict each other.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "add": {
            "description": "Names to add, such as those of SIP domains to come.",
            "type": "array",
            "items": {
              "$ref": "#/$defs/hostName"
            }
          },
          "leaveOut": {
            "description": "Names to leave out.",
            "type": "array",
            "items": {
              "$ref": "#/$defs/hostName"
            }
          },
          "wildcard": {
            "description": "*.DOMAIN in place of the names of meetings, dial-in and automatic discovery, of each domain that they are in. Only in certificates that serve nothing but web services, and in those of reverse proxies. Default: false.",
            "type": "boolean"
          },
          "webSubject": {
            "$ref": "#/$defs/webSubject"
          },
          "adminOutside": {
            "$ref": "#/$defs/adminOutside"
          },
          "avName": {
            "$ref": "#/$defs/avName"
          },
          "xmpp": {
            "description": "What certificates for XmppServer carry of each XMPP domain: domain (contoso.com), host (xmpp.contoso.com), wildcard (*.contoso.com). Default: [domain].",
            "type": "array",
            "minItems": 1,
            "uniqueItems": true,
            "items": {
              "$ref": "#/$defs/xmppForm"
            }
          }
        }
      },
      "nameChoices": {
        "title": "names in defaults",
        "description": "Choices about names where the product's documents contradict each other, for all certificates that they concern.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "webSubject": {
            "$ref": "#/$defs/webSubject"
          },
          "adminOutside": {
            "$ref": "#/$defs/adminOutside"
          },
          "avName": {
            "$ref": "#/$defs/avName"
          },
          "xmpp": {
            "description": "What certificates for XmppServer carry of each XMPP domain: domain (contoso.com), host (xmpp.contoso.com), wildcard (*.contoso.com). Default: [domain].",
            "type": "array",
            "minItems": 1,
            "uniqueItems": true,
            "items": {
              "$ref": "#/$defs/xmppForm"
            }
          }
        }
      },
      "webSubject": {
        "description": "Whose name is the subject of a certificate that serves nothing but web services. Default: pool; server on a Director.",
        "enum": [
          "pool",
          "server"
        ]
      },
      "adminOutside": {
        "description": "Whether certificates for WebServicesExternal carry the name of the control panel. Default: false.",
        "type": "boolean"
      },
      "avName": {
        "description": "Whether certificates for AudioVideoAuthentication carry the name of the A/V Edge service. Default: false.",
        "type": "boolean"
      },
      "xmppForm": {
        "description": "domain: contoso.com, host: xmpp.contoso.com, wildcard: *.contoso.com.",
        "enum": [
          "domain",
          "host",
          "wildcard"
        ]
      },
      "usage": {
        "description": "What the product uses the certificate for (the -Type of Set-CsCertificate). ReverseProxy is not the product's: it is the listener of a reverse proxy.",
        "enum": [
          "Default",
          "WebServicesInternal",
          "WebServicesExternal",
          "Internal",
          "AccessEdgeExternal",
          "DataEdgeExternal",
          "AudioVideoAuthentication",
          "XmppServer",
          "ReverseProxy",
          "OAuthTokenIssuer"
        ]
      },
      "template": {
        "description": "Certificate template of the CA, by its name and not by its display name. Default: WebServer.",
        "type": "string",
        "minLength": 1,
        "maxLength": 64
      },
      "key": {
        "description": "The private key.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "size": {
            "description": "Bits of the RSA key: 2048 (the default) or 4096.",
            "type": "integer"
          },
          "exportable": {
            "description": "Whether the key may leave the server it was made on. Default: false; true for OAuthTokenIssuer, which the product replicates, and for what a pool shares.",
            "type": "boolean"
          }
        }
      },
      "subject": {
        "description": "Organization and place in the subject. The common name follows from the topology, except where it is written.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "commonName": {
            "description": "Common name (CN) instead of the one that follows from the topology. Only on certificates whose subject the product leaves open: those of the deployment, of Edge pools and of reverse proxies; for example the name of a hardware load balancer before the internal interfaces of an Edge pool.",
            "$ref": "#/$defs/hostName"
          },
          "organization": {
            "description": "Organization (O).",
            "type": "string",
            "minLength": 1,
            "maxLength": 64
          },
          "organizationalUnit": {
            "description": "Organizational unit (OU). Public CAs refuse it.",
            "type": "string",
            "minLength": 1,
            "maxLength": 64
          },
          "city": {
            "description": "City (L).",
            "type": "string",
            "minLength": 1,
            "maxLength": 128
          },
          "state": {
            "description": "State or province (ST).",
            "type": "string",
            "minLength": 1,
            "maxLength": 128
          },
          "country": {
            "description": "Country (C), two capital letters of ISO 3166.",
            "type": "string",
            "pattern": "^[A-Z]{2}$"
          }
        }
      },
      "signature": {
        "description": "Hash of the request's signature, which most CAs follow. Default: sha256.",
        "enum": [
          "sha256",
          "sha384",
          "sha512"
        ]
      },
      "renewBefore": {
        "description": "How long before its end a certificate is renewed: a share of its lifetime (33%), days (30 days) or hours (12 hours). Default: 33%.",
        "type": "string",
        "pattern": "^[0-9]+(\\.[0-9]+)?( ?%| ?days?| ?hours?)$"
      },
      "renewSpread": {
        "description": "A share of renewBefore by which renewals are brought forward, each certificate by a part of it that is its own and never changes, so that a fleet is not renewed in one night. Default: 10%. 0% renews all alike.",
        "type": "string",
        "pattern": "^[0-9]+(\\.[0-9]+)? ?%$"
      },
      "retireAfter": {
        "description": "How long a certificate is kept after its successor took over everywhere, in days or hours (7 days), or never. Only certificates that cscert made and nothing uses any more are removed. Default: 7 days.",
        "type": "string",
        "pattern": "^([0-9]+ ?(days?|hours?)|never)$"
      },
      "restart": {
        "description": "Whether the services of a server are restarted after its assignments have changed, in the same window, one server of a pool after the other: never, or afterAssign. Calls and conferences on a server end with its services. What is staged needs no restart. Default: never.",
        "enum": [
          "never",
          "afterAssign"
        ]
      },
      "maintenance": {
        "description": "When assignments may change: in one of these windows. Requests are made at any time. A certificate that would end before the next window is assigned at once. Default: at any time.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "timeZone",
          "windows"
        ],
        "properties": {
          "timeZone": {
            "description": "The place whose clocks are meant, by its IANA name, for example Europe/Berlin or UTC.",
            "type": "string",
            "minLength": 1,
            "maxLength": 64
          },
          "windows": {
            "description": "The windows. One is enough.",
            "type": "array",
            "minItems": 1,
            "maxItems": 50,
            "items": {
              "description": "A window on some days of the week.",
              "type": "object",
              "additionalProperties": false,
              "required": [
                "from",
                "to"
              ],
              "properties": {
                "days": {
                  "description": "The days on which it begins. Default: every day.",
                  "type": "array",
                  "minItems": 1,
                  "uniqueItems": true,
                  "items": {
                    "enum": [
                      "mon",
                      "tue",
                      "wed",
                      "thu",
                      "fri",
                      "sat",
                      "sun"
                    ]
                  }
                },
                "from": {
                  "description": "When it opens, as 22:00.",
                  "$ref": "#/$defs/clock"
                },
                "to": {
                  "description": "When it closes, as 04:00: on the next day where that is not later than from.",
                  "$ref": "#/$defs/clock"
                }
              }
            }
          }
        }
      },
      "clock": {
        "description": "A time of the day, from 00:00 to 23:59.",
        "type": "string",
        "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"
      },
      "issuesPerDay": {
        "description": "How many certificates may be asked for one declared certificate within 24 hours. It stops a loop before it floods a CA. Default: 3.",
        "type": "integer",
        "minimum": 1,
        "maximum": 1000
      },
      "tolerate": {
        "description": "Changes that the authority makes to what it is asked for, and that are accepted: its answer is stored and used, with a warning. Whatever is not named here is refused, and never asked for twice.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": true,
        "items": {
          "enum": [
            "subject",
            "missingNames",
            "surplusNames",
            "eku",
            "keyUsage",
            "template"
          ]
        }
      },
      "secret": {
        "description": "Where a secret is found: env:NAME for an environment variable, file:PATH for a file. Never the secret itself.",
        "type": "string",
        "pattern": "^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$"
      },
      "timeout": {
        "description": "Seconds or minutes, for example 90 seconds.",
        "type": "string",
        "pattern": "^[1-9][0-9]{0,4} ?(seconds?|minutes?)$"
      }
    }
  },
  "authorities/adcs.schema.json": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "adcs authority",
    "description": "An enterprise CA of Active Directory Certificate Services, asked by each server itself with certreq. The server needs a connection of type powershell.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "type",
      "via",
      "ca",
      "roots"
    ],
    "properties": {
      "type": {
        "description": "An enterprise CA (AD CS).",
        "const": "adcs"
      },
      "via": {
        "description": "Who asks the CA. server: the server that needs the certificate.",
        "const": "server"
      },
      "ca": {
        "description": "The CA as host\\CA name, for example ca01.contoso.com\\Contoso Issuing CA. certutil without arguments lists those of the forest. auto: the one of that list that issues the template; several, or none, are an error that names them.",
        "type": "string",
        "pattern": "^(auto|[A-Za-z0-9][A-Za-z0-9.-]*\\\\[^\\\\/\"<>|:*?\\p{Cc}]{1,64})$",
        "maxLength": 320
      },
      "enrollAs": {
        "description": "Whose account asks. computer: that of the server, which needs the right to enroll with the template. session: that of the session on the server, which must be able to reach the CA. account: the one of account, with its password, as the wizard's alternate credentials; only with requestWith: Request-CsCertificate, and a risk that every plan names, since a log on the server may keep the password. Default: computer.",
        "type": "string",
        "enum": [
          "computer",
          "session",
          "account"
        ]
      },
      "account": {
        "description": "The account that asks the CA, with enrollAs: account. It needs the right to enroll with the template, and no other.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "user",
          "password"
        ],
        "properties": {
          "user": {
            "description": "Domain and name, for example CONTOSO\\enroll.",
            "type": "string",
            "pattern": "^[^\\\\/\"\\[\\]:|<>+=;,?*@\\p{Cc}\\s]{1,64}\\\\[^\\\\/\"\\[\\]:|<>+=;,?*@\\p{Cc}]{1,64}$",
            "maxLength": 129
          },
          "password": {
            "description": "Where the password of the account is found.",
            "$ref": "../config.schema.json#/$defs/secret"
          }
        }
      },
      "requestWith": {
        "description": "Which command on the server makes the key and its request. certreq: the one of Windows, with everything as declared. Request-CsCertificate: the product's own, as the Certificate Wizard calls it; it chooses hash and provider itself and adds the names that it computes. Either needs a connection of type powershell, but certreq also stands for what another connection has in its place. Default: certreq.",
        "type": "string",
        "enum": [
          "certreq",
          "Request-CsCertificate"
        ]
      },
      "issuesPerDay": {
        "$ref": "../config.schema.json#/$defs/issuesPerDay"
      },
      "tolerate": {
        "$ref": "../config.schema.json#/$defs/tolerate"
      },
      "roots": {
        "description": "The root certificates that an answer's chain may end in, each as a file or as a fingerprint. No other root becomes trusted by an answer.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": true,
        "items": {
          "description": "A root certificate: the path of its file (PEM or DER), relative to the configuration, or sha256: and the 64 hex digits of its SHA-256 fingerprint.",
          "type": "string",
          "minLength": 1
        }
      }
    }
  },
  "authorities/local.schema.json": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "local authority",
    "description": "A CA of cscert's own, made on first use: a root and an issuing CA in a folder. For laboratories, tests and small closed deployments.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "type",
      "folder"
    ],
    "properties": {
      "type": {
        "description": "A CA of cscert's own.",
        "const": "local"
      },
      "issuesPerDay": {
        "$ref": "../config.schema.json#/$defs/issuesPerDay"
      },
      "tolerate": {
        "$ref": "../config.schema.json#/$defs/tolerate"
      },
      "folder": {
        "description": "Where the CA keeps its keys and its register, relative to the configuration.",
        "type": "string",
        "minLength": 1
      },
      "name": {
        "description": "Common name of the issuing CA. Default: made from the deployment's and the authority's names.",
        "type": "string",
        "minLength": 1,
        "maxLength": 64
      },
      "passphrase": {
        "description": "Encrypts the CA's private keys when they are made. Without it they are kept in clear, readable by their owner alone. Those of a CA that was made without it stay in clear until somebody encrypts them, and every run says so.",
        "$ref": "../config.schema.json#/$defs/secret"
      },
      "approval": {
        "description": "required: a request waits until a person approves it with cscert ca approve. Default: it is answered at once.",
        "type": "string",
        "enum": [
          "required"
        ]
      },
      "profiles": {
        "description": "What the CA issues, by the name of the template. Without it: WebServer.",
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {
          "description": "The rules of one template.",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "validity": {
              "description": "Lifetime of a certificate, in days or hours. Default: 365 days.",
              "type": "string",
              "pattern": "^[0-9]+ ?(days?|hours?)$"
            },
            "eku": {
              "description": "Extended key usages that a request may ask for. Default: serverAuth and clientAuth.",
              "type": "array",
              "minItems": 1,
              "uniqueItems": true,
              "items": {
                "enum": [
                  "serverAuth",
                  "clientAuth"
                ]
              }
            },
            "names": {
              "description": "Names that a request may ask for, as patterns: contoso.com, or *.contoso.com for everything below it. Default: any.",
              "type": "array",
              "minItems": 1,
              "items": {
                "type": "string",
                "minLength": 1
              }
            }
          }
        }
      }
    }
  },
  "authorities/offline.schema.json": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "offline authority",
    "description": "A CA that people ask for cscert: the request lies as a file in a folder, and the answer is put beside it, under any name.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "type",
      "folder",
      "roots"
    ],
    "properties": {
      "type": {
        "description": "Requests and answers as files in a folder.",
        "const": "offline"
      },
      "requestWith": {
        "description": "Which command on the server makes the key and its request. certreq: the one of Windows, with everything as declared. Request-CsCertificate: the product's own, as the Certificate Wizard calls it; it chooses hash and provider itself and adds the names that it computes. Either needs a connection of type powershell, but certreq also stands for what another connection has in its place. Default: certreq.",
        "type": "string",
        "enum": [
          "certreq",
          "Request-CsCertificate"
        ]
      },
      "issuesPerDay": {
        "$ref": "../config.schema.json#/$defs/issuesPerDay"
      },
      "tolerate": {
        "$ref": "../config.schema.json#/$defs/tolerate"
      },
      "folder": {
        "description": "Where requests are written and answers are looked for, relative to the configuration. It may be committed: it holds no keys.",
        "type": "string",
        "minLength": 1
      },
      "roots": {
        "description": "The root certificates that an answer's chain may end in. No other root becomes trusted by an answer.",
        "anyOf": [
          {
            "description": "A list of roots, each as a file or as a fingerprint.",
            "type": "array",
            "minItems": 1,
            "uniqueItems": true,
            "items": {
              "description": "A root certificate: the path of its file (PEM or DER), relative to the configuration, or sha256: and the 64 hex digits of its SHA-256 fingerprint.",
              "type": "string",
              "minLength": 1
            }
          },
          {
            "description": "fromResponse: the root that an answer brings is trusted by every server that gets the certificate, as a CA for everything. Whoever can put a file into the folder, or change one on its way, can thereby make these servers believe any certificate. Write fromResponse only where nobody else can, and replace it by a list once the root is known.",
            "type": "string",
            "enum": [
              "fromResponse"
            ]
          }
        ]
      }
    }
  },
  "connections/directory.schema.json": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "directory connection",
    "description": "Keeps each server's certificate stores and assignments as files in a folder. Runs anywhere and needs nothing else.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "type",
      "folder"
    ],
    "properties": {
      "type": {
        "description": "Stores as files in a folder.",
        "const": "directory"
      },
      "folder": {
        "description": "The folder, relative to the configuration. Each server has a folder of its own in it.",
        "type": "string",
        "minLength": 1
      }
    }
  },
  "connections/powershell.schema.json": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "powershell connection",
    "description": "Real servers, through Windows PowerShell and the product's own commands. Nothing is installed on them.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "type",
      "transport"
    ],
    "properties": {
      "type": {
        "description": "Real servers, through Windows PowerShell.",
        "const": "powershell"
      },
      "transport": {
        "description": "How PowerShell on a server is reached. local: cscert runs on the server itself. remoting: from a Windows computer, by PowerShell remoting (WinRM). ssh: from any computer, by OpenSSH on the server.",
        "type": "string",
        "enum": [
          "local",
          "remoting",
          "ssh"
        ]
      },
      "executable": {
        "description": "The PowerShell that is started: on the server, with remoting where cscert runs. The commands of the product need Windows PowerShell. Default: powershell.exe.",
        "type": "string",
        "minLength": 1
      },
      "addresses": {
        "description": "Where servers are reached whose names do not resolve: a host name or an IP address, with a port where it is not the usual one, by server.",
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {
          "type": "string",
          "pattern": "^(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?$"
        }
      },
      "timeouts": {
        "description": "How long a server may take. One that takes longer counts as unreachable, and what was begun there is ended.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "connect": {
            "description": "Until PowerShell on the server has begun to answer. Default: 60 seconds.",
            "$ref": "../config.schema.json#/$defs/timeout"
          },
          "read": {
            "description": "For reading the stores and assignments of a server, which loads the commands of the product. Default: 3 minutes.",
            "$ref": "../config.schema.json#/$defs/timeout"
          },
          "step": {
            "description": "For one step, whatever it is. Default: as long as each kind of step needs, from 1 to 10 minutes.",
            "$ref": "../config.schema.json#/$defs/timeout"
          }
        }
      },
      "remoting": {
        "description": "Settings of the transport remoting.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "scheme": {
            "description": "http is encrypted too, by Kerberos or Negotiate; https needs a certificate for WinRM on each server. Default: http.",
            "type": "string",
            "enum": [
              "http",
              "https"
            ]
          },
          "port": {
            "description": "Default: 5985 for http, 5986 for https.",
            "type": "integer",
            "minimum": 1,
            "maximum": 65535
          },
          "authentication": {
            "description": "Who is believed: kerberos in a domain; negotiate, or certificate, outside; credssp hands the password on, so that the server can reach a CA or the management store as this account. Default: kerberos.",
            "type": "string",
            "enum": [
              "kerberos",
              "negotiate",
              "certificate",
              "credssp"
            ]
          },
          "credential": {
            "description": "Another account than the one that runs cscert.",
            "type": "object",
            "additionalProperties": false,
            "required": [
              "user",
              "password"
            ],
            "properties": {
              "user": {
                "description": "DOMAIN\\user, or user@domain.",
                "type": "string",
                "minLength": 1
              },
              "password": {
                "description": "Where its password is found.",
                "$ref": "../config.schema.json#/$defs/secret"
              }
            }
          },
          "certificate": {
            "description": "Thumbprint of the client certificate in the store of the account that runs cscert, for authentication: certificate.",
            "type": "string",
            "pattern": "^[0-9A-Fa-f]{40}$"
          }
        }
      },
      "ssh": {
        "description": "Settings of the transport ssh.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "user": {
            "description": "The account on the server: an administrator. Default: the user who runs cscert.",
            "type": "string",
            "minLength": 1
          },
          "identity": {
            "description": "File of the private key, relative to the configuration, or agent: the keys that the SSH agent holds. Default: agent.",
            "type": "string",
            "minLength": 1
          },
          "passphrase": {
            "description": "Where the passphrase of the private key is found, if it has one.",
            "$ref": "../config.schema.json#/$defs/secret"
          },
          "hostKeys": {
            "description": "How a server proves that it is the right one: a file in the form of known_hosts, relative to the configuration, or the fingerprint of its key (SHA256:...) by server. A server with another key, or none that is known, is refused. Default: ~/.ssh/known_hosts.",
            "anyOf": [
              {
                "type": "string",
                "minLength": 1
              },
              {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": {
                  "type": "string",
                  "pattern": "^SHA256:[A-Za-z0-9+/]{43}=?$"
                }
              }
            ]
          },
          "port": {
            "description": "Default: 22.",
            "type": "integer",
            "minimum": 1,
            "maximum": 65535
          }
        }
      }
    }
  }
});
