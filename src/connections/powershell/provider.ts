/** The one provider whose keys every version of the product can use; Lync 2013 knows no key of the newer kind (CNG). */
export const PROVIDER = 'Microsoft RSA SChannel Cryptographic Provider';

/** PROV_RSA_SCHANNEL, the type that CryptoAPI knows it by. */
export const PROVIDER_TYPE = 12;
